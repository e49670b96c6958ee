"""The loopback registry is as it says: bodies, headers and limits as Crossref's, faults on demand, by hand too."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from registry_server import KINDS, LIMITS, Page, RegistryServer, load_records
from works_of_ours import work

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "crossref"
NO_PROXY = {"no_proxy": "*"}


def get(url: str, **headers: str) -> requests.Response:
    return requests.get(url, headers=headers, allow_redirects=False, timeout=10, proxies=NO_PROXY)


@pytest.fixture
def registry(server: RegistryServer) -> RegistryServer:
    server.limits = LIMITS
    for n in range(3):
        server.records[f"10.5555/{n}"] = work(f"10.5555/{n}", f"A title number {n}")
    server.aliases["10.5555/old"] = "10.5555/0"
    return server


@pytest.mark.parametrize(
    ("path", "status", "body", "kind"),
    [
        ("/works/10.5555/none", 404, b"Resource not found.", "text/plain"),
        ("/works/10.5555/none/agency", 404, b"Resource not found.", "application/json;charset=utf-8"),
        ("/works/10.5555/old", 301, b"", "application/json"),
        ("/works?rows=things", 400, b"Integer specified as things but must be", "application/json"),
        ("/works?filter=doi:nonsense", 400, b"validation-failure", "application/json"),
        ("/works?filter=colour:red", 400, b"no such filter for this route", "application/json"),
        ("/works?select=DOI,language", 400, b"validation-failure", "application/json"),
        ("/works?query=x&cursor=thing", 404, b"Cursor specified but it is invalid", "application/json"),
        ("/works/10.5555/0", 200, b'"message-type": "work"', "application/json"),
        ("/works/10.5555%2F0/agency", 200, b'"label": "Crossref"', "application/json"),
    ],
)
def test_crossref(registry: RegistryServer, path: str, status: int, body: bytes, kind: str) -> None:
    answer = get(registry.url("crossref") + path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, kind)
    assert body in answer.content
    pool = "public-array" if path.startswith("/works?") else "public-single"
    assert (answer.headers["x-api-pool"], answer.headers["x-rate-limit-interval"]) == (pool, "1s")
    if status == 301:
        assert answer.headers["location"] == "/works/10.5555/0"


def test_slashes_are_escaped_as_crossref_does(registry: RegistryServer) -> None:
    assert b"10.5555\\/0" in get(registry.url("crossref") + "/works/10.5555/0").content


def test_lists_are_or_ed_and_leave_out_the_unknown(registry: RegistryServer) -> None:
    query = "/works?filter=doi:10.5555/0,doi:10.5555/2,doi:10.5555/none,doi:10.5555/old&rows=20&select=DOI,title"
    items = get(registry.url("crossref") + query).json()["message"]["items"]
    assert {item["DOI"] for item in items} == {"10.5555/0", "10.5555/2"}
    assert set(items[0]) == {"DOI", "title"}


def test_pools(registry: RegistryServer) -> None:
    url = registry.url("crossref") + "/works/10.5555/0"
    assert get(url).headers["x-rate-limit-limit"] == "5"
    assert get(url + "?mailto=a@example.org").headers["x-rate-limit-limit"] == "10"
    assert get(url, **{"User-Agent": "x (mailto:a@example.org)"}).headers["x-api-pool"] == "polite-single"
    assert get(url, **{"Crossref-Plus-API-Token": "Bearer x"}).headers["x-api-pool"] == "plus-single"


def test_limits_are_enforced(registry: RegistryServer) -> None:
    registry.latency = 0.05
    url = registry.url("crossref") + "/works?filter=doi:10.5555/0"
    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(lambda _: get(url).status_code, range(4)))
    assert statuses[0] == 200
    assert statuses[-1] == 429
    assert registry.exceeded
    time.sleep(1.1)
    assert get(url).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_faults(server: RegistryServer, kind: str) -> None:
    server.records["10.5555/0"] = work("10.5555/0", "A title")
    server.fault("work", kind, times=1, seconds=0.05)
    url = server.url("crossref") + "/works/10.5555/0"
    if kind in {"reset", "truncated"}:
        with pytest.raises(requests.exceptions.RequestException):
            get(url)
    else:
        answer = get(url)
        wrong = answer.status_code != 200 or not answer.content.startswith(b'{"status": "ok"') or kind != "slow"
        assert wrong or kind == "slow"
        if kind.startswith("429-"):
            assert answer.headers["retry-after"]
    assert get(url).json()["message"]["DOI"] == "10.5555/0"


def test_the_other_services(server: RegistryServer) -> None:
    server.records["10.5555/0"] = work("10.5555/0", "A title")
    server.agencies["10.5555/m"] = "mEDRA"
    server.datacite["10.5281/z"] = {"doi": "10.5281/z", "titles": [{"title": "Z"}]}
    server.europepmc.append({"id": "1", "pmid": "1", "doi": "10.5555/0"})
    server.full_texts["PMC1"] = "<article/>"
    server.pages["/x"] = Page("hello")
    doi, datacite, pubmed = server.url("doi"), server.url("datacite"), server.url("europepmc")
    assert get(f"{doi}/doiRA/10.5555/0,10.5555/m,10.5281/z,10.5555/a%2Cb").json() == [
        {"DOI": "10.5555/0", "RA": "Crossref"},
        {"DOI": "10.5555/m", "RA": "mEDRA"},
        {"DOI": "10.5281/z", "RA": "DataCite"},
        {"DOI": "10.5555/a,b", "status": "DOI does not exist"},
    ]
    assert get(f"{doi}/api/handles/10.5555/0?type=URL").json()["responseCode"] == 1
    missing = get(f"{doi}/api/handles/10.5555/none?type=URL")
    assert (missing.status_code, missing.json()["responseCode"]) == (404, 100)
    assert get(f"{datacite}/dois/10.5281/z").json()["data"]["attributes"]["doi"] == "10.5281/z"
    assert get(f"{datacite}/dois/10.5281/none").status_code == 404
    assert len(get(f"{datacite}/dois?ids=10.5281/z,10.5281/none").json()["data"]) == 1
    assert get(f'{pubmed}/search?query=DOI:"10.5555/0"&format=json').json()["hitCount"] == 1
    assert get(f"{pubmed}/search?query=EXT_ID:77").json()["hitCount"] == 0
    assert get(f"{pubmed}/PMC1/fullTextXML").text == "<article/>"
    assert get(f"{pubmed}/PMC2/fullTextXML").status_code == 404
    assert get(server.url("web") + "/x").text == "hello"


def test_it_serves_by_hand(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps({"message": work("10.5555/0", "A title")}))
    (tmp_path / "list.json").write_text(json.dumps([work("10.5555/1", "Another")]))
    assert len(load_records(tmp_path)) == 2
    script = Path(__file__).parents[1] / "registry_server.py"
    arguments = [sys.executable, str(script), "--records", str(tmp_path), "--port", "0", "--fault", "works=503/2"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            printed = [process.stdout.readline() for _ in range(7)]
            assert printed[0] == "# 2 records\n"
            exports = dict(line.removeprefix("export ").rstrip("\n").split("=", 1) for line in printed[1:])
            assert len({url for name, url in exports.items() if name.endswith("_URL")}) == 4
            assert get(f"{exports['CLAIM_AUDIT_CROSSREF_URL']}/works/10.5555/1").status_code == 200
        finally:
            process.terminate()


@pytest.mark.skipif(not SHARED.is_dir(), reason="crossref fixtures are not beside this checkout")
def test_its_not_found_is_the_recorded_one(registry: RegistryServer) -> None:
    recorded = (SHARED / "fixtures" / "crossref_http" / "test_works_bad_id_warn.yaml").read_text(encoding="utf-8")
    answer = get(registry.url("crossref") + "/works/10.1371/notarealdoi")
    assert f"string: {answer.text}" in recorded
    assert f"- {answer.headers['content-type']}" in recorded
