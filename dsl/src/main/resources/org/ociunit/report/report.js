// Filters, sorts and opens; all that it shows is on the page without it, too.
(() => {
  "use strict";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const matrix = document.getElementById("matrix");
  const rows = matrix ? all("tbody tr", matrix) : [];
  const runtimes = matrix ? all("thead th", matrix).slice(1).map(head => head.textContent) : [];
  const buttons = all("[data-filter]");
  const runtime = document.getElementById("runtime");
  const find = document.getElementById("find");

  /** What is shown: the address has it, such as #failed&on=crun+1.8.1, so that it can be sent to somebody. */
  let filter = "all";

  const wanted = () => find.value.trim().toLowerCase();

  const tell = (shown, of) => {
    document.querySelector(".nothing").hidden = shown > 0;
    document.getElementById("shown").textContent = shown === of ? "" : shown + " of " + of;
  };

  /** Parts of the address behind the sign #, of which empty ones say nothing. */
  const address = parts => {
    const hash = parts.filter(part => part && !part.endsWith("=")).join("&");
    history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
  };

  const cells = row => [...row.cells].slice(1).filter((cell, index) => !runtime.value || runtimes[index] === runtime.value);

  const text = new Map(rows.map(row => {
    const details = document.getElementById(row.dataset.case);
    const about = details.querySelector(".about");
    return [row, (row.cells[0].textContent + " " + about.textContent).toLowerCase()];
  }));

  const fits = row => {
    const kind = filter === "all" ? cells(row).some(cell => cell.className !== "none" || !runtime.value)
      : filter === "differs" ? "differs" in row.dataset
      : cells(row).some(cell => cell.classList.contains(filter));
    return kind && text.get(row).includes(wanted());
  };

  const show = () => {
    let shown = 0;
    for (const row of rows) {
      const fit = fits(row);
      row.hidden = !fit;
      document.getElementById(row.dataset.case).hidden = !fit;
      shown += fit ? 1 : 0;
    }
    buttons.forEach(button => button.setAttribute("aria-pressed", String(button.dataset.filter === filter)));
    tell(shown, rows.length);
    roam();
  };

  const remember = () => {
    const said = ["on=" + encodeURIComponent(runtime.value), "find=" + encodeURIComponent(find.value)];
    address([filter === "all" ? "" : filter, ...said]);
    show();
  };

  const reveal = target => {
    for (let around = target; around; around = around.parentElement) {
      around.hidden = false;
      if (around.tagName === "DETAILS") around.open = true;
    }
    target.scrollIntoView();
    const summary = target.querySelector(":scope > summary");
    if (summary) summary.focus({preventScroll: true});
  };

  /** Shows what the address names, or else what it says. */
  const follow = read => {
    const hash = location.hash.slice(1);
    const target = hash && document.getElementById(hash);
    if (target) {
      reveal(target);
    } else {
      read(new URLSearchParams(hash));
    }
  };

  const read = said => {
    filter = buttons.map(button => button.dataset.filter).find(name => said.has(name)) || "all";
    runtime.value = runtimes.includes(said.get("on")) ? said.get("on") : "";
    find.value = said.get("find") || "";
    show();
  };

  /** One cell of the matrix is reached by tab, and the others from there by arrow keys. */
  const links = () => all("tbody tr:not([hidden])", matrix).map(row => [...row.cells].map(cell => cell.querySelector("a")));
  const roam = () => {
    all("tbody a", matrix).forEach(link => { link.tabIndex = -1; });
    const first = links()[0];
    if (first) first[0].tabIndex = 0;
  };
  const steps = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};
  const move = event => {
    const step = steps[event.key];
    const here = event.target.closest("tbody a");
    if (!step || !here) return;
    event.preventDefault();
    const grid = links();
    let row = grid.findIndex(line => line.includes(here));
    let column = grid[row].indexOf(here);
    do {
      row += step[0];
      column += step[1];
    } while (grid[row] && column >= 0 && column < grid[row].length && !grid[row][column]);
    const next = grid[row] && grid[row][column];
    if (next) {
      here.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
  };

  /** A click on a head sorts by it: by the text of the cases, or the worst mark of a runtime first; another one sorts back. */
  const worst = ["failed", "fixed", "deviates", "skipped", "passed", "none"];
  const order = column => (one, other) => column === 0
    ? one.cells[0].textContent.localeCompare(other.cells[0].textContent, undefined, {numeric: true})
    : worst.indexOf(one.cells[column].className) - worst.indexOf(other.cells[column].className);
  const sort = (head, column) => {
    const sorted = head.hasAttribute("aria-sort");
    all("thead th", matrix).forEach(each => each.removeAttribute("aria-sort"));
    if (!sorted) head.setAttribute("aria-sort", column === 0 ? "ascending" : "descending");
    const ordered = sorted ? rows : [...rows].sort(order(column));
    ordered.forEach(row => row.parentElement.append(row));
    const sections = document.getElementById("sections");
    ordered.forEach(row => sections.append(document.getElementById(row.dataset.case)));
  };

  if (matrix) {
    all("thead th", matrix).forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = "Sort";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(head, column));
      head.append(button);
    });
    buttons.forEach(button => button.addEventListener("click", () => { filter = button.dataset.filter; remember(); }));
    runtime.addEventListener("change", remember);
    find.addEventListener("input", remember);
    matrix.addEventListener("keydown", move);
    window.addEventListener("hashchange", () => follow(read));
    follow(read);
    return;
  }

  /** The page of tests: what is shown is of a class and has a text, such as #in=com.example.WebTest&find=refused. */
  const tests = all(".case");
  const choice = document.getElementById("class");
  const words = new Map(tests.map(test => [
    test, all(":scope > summary, .failure, h4", test).map(part => part.textContent).join(" ").toLowerCase()]));

  const showTests = () => {
    let shown = 0;
    for (const test of tests) {
      const fit = (!choice.value || test.dataset.class === choice.value) && words.get(test).includes(wanted());
      test.hidden = !fit;
      shown += fit ? 1 : 0;
    }
    tell(shown, tests.length);
  };
  const rememberTests = () => {
    address(["in=" + encodeURIComponent(choice.value), "find=" + encodeURIComponent(find.value)]);
    showTests();
  };
  const readTests = said => {
    if (!choice) return;
    choice.value = [...choice.options].some(option => option.value === said.get("in")) ? said.get("in") : "";
    find.value = said.get("find") || "";
    showTests();
  };

  if (choice) {
    choice.addEventListener("change", rememberTests);
    find.addEventListener("input", rememberTests);
  }
  window.addEventListener("hashchange", () => follow(readTests));
  follow(readTests);
})();
