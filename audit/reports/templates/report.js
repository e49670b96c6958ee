// Filters, search and deep links. Everything is readable without this; it only hides what the reader did not ask for.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  function each(list, act) { Array.prototype.forEach.call(list, act); }

  function setUp(form) {
    var scope = document.getElementById(form.getAttribute("data-for"));
    var items = scope.querySelectorAll("[data-item]");
    var groups = scope.querySelectorAll("[data-group]");
    var output = form.querySelector("output");
    var texts = null;
    function apply() {
      var wanted = {}, any = {};
      each(form.querySelectorAll("input[type=checkbox]"), function (box) {
        any[box.name] = true;
        (wanted[box.name] = wanted[box.name] || {})[box.value] = box.checked;
      });
      each(form.querySelectorAll("select"), function (list) {
        if (list.value) { any[list.name] = true; (wanted[list.name] = {})[list.value] = true; }
      });
      var words = (form.querySelector("input[type=search]") || { value: "" }).value.toLowerCase().split(/\s+/).filter(Boolean);
      if (words.length && !texts) {
        texts = Array.prototype.map.call(items, function (item) { return item.textContent.toLowerCase(); });
      }
      var shown = 0;
      each(items, function (item, i) {
        var ok = Object.keys(any).every(function (name) {
          return (item.getAttribute("data-" + name) || "").split(" ").some(function (v) { return wanted[name][v]; });
        }) && words.every(function (word) { return texts[i].indexOf(word) >= 0; });
        item.hidden = !ok;
        if (ok) { shown += 1; }
      });
      each(groups, function (group) { group.hidden = !group.querySelector("[data-item]:not([hidden])"); });
      output.textContent = shown === items.length ? items.length + " shown" : shown + " of " + items.length + " shown";
    }
    var timer;
    form.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(apply, 80); });
    form.addEventListener("reset", function () { setTimeout(apply, 0); });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    output.textContent = items.length + " shown";
    return { scope: scope, reset: function () { form.reset(); apply(); } };
  }
  var forms = Array.prototype.map.call(document.querySelectorAll("form.tools"), setUp);

  // A link to something that a filter hides lifts the filter.
  function reveal() {
    var target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch (error) { return; }
    if (!target || !target.closest("[hidden]")) { return; }
    forms.forEach(function (form) { if (form.scope.contains(target)) { form.reset(); } });
    setTimeout(function () { target.scrollIntoView(); }, 0);
  }
  window.addEventListener("hashchange", reveal);
  reveal();
})();
