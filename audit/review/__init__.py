"""The reviewer's desk: decisions, waivers, sign-off, the append-only log, the local review page."""
