// Sets the theme before anything is painted, starts the page's program, and says so when it does not come.
(function () {
  var root = document.documentElement;
  try {
    var theme = localStorage.getItem("unmask.theme");
    if (theme === "light" || theme === "dark") root.setAttribute("data-theme", theme);
  } catch (refused) {
    // A browser that keeps nothing shows the system's theme.
  }
  function failed() {
    if (!root.hasAttribute("data-awake")) root.setAttribute("data-failed", "");
  }
  window.addEventListener("error", failed);
  window.addEventListener("unhandledrejection", failed);
  setTimeout(failed, 20000);
  document.addEventListener("DOMContentLoaded", function () {
    var inside = function (name) {
      return new URL(document.body.dataset.package + "/" + name, document.baseURI);
    };
    import(inside("unmask.js")).then(function (program) {
      return program.default({ module_or_path: inside("unmask_bg.wasm") });
    });
  });
})();
