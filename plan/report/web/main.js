// What ties the page together.

const byId = (id) => document.getElementById(id);
const tree = byId("tree");
const chips = [...document.querySelectorAll(".chip")];
let nodes = [];

function show() {
  tree.replaceChildren();
  if (nodes.length === 0) {
    tree.append(el("p", "faint", data.rows.length > 0 ? "No change matches." : "Nothing is to be done."));
    return;
  }
  addPaged(tree, tree.appendChild(el("div", "")), nodes, folderElement, "folders");
}

function tell(found, note) {
  const n = found.rows.length.toLocaleString("en");
  const total = data.rows.length.toLocaleString("en");
  const changes = data.rows.length === 1 ? "change" : "changes";
  byId("count").textContent = (filtering() ? `${n} of ${total} ${changes} match` : `${total} ${changes}`) + (note || "");
}

let found = { rows: [] };

// Shows what the filter lets through.
function apply() {
  found = search();
  nodes = forest(found.rows);
  openUpTo(nodes, ROOM);
  show();
  tell(found);
  for (const chip of chips) {
    const { facet, value } = chip.dataset;
    const n = found[facet].get(value) || 0;
    chip.setAttribute("aria-pressed", String(filter[facet].has(value)));
    chip.classList.toggle("none", n === 0);
    chip.querySelector(".n").textContent = n.toLocaleString("en");
  }
  byId("clear").hidden = !filtering();
  writeHash();
}

// Brings the controls to what the filter is set to.
function settle() {
  byId("text").value = filter.q;
  if (byId("thumbs")) byId("thumbs").checked = filter.thumbs;
  apply();
}

for (const chip of chips) {
  chip.addEventListener("click", () => {
    const values = filter[chip.dataset.facet];
    if (!values.delete(chip.dataset.value)) values.add(chip.dataset.value);
    apply();
  });
}

let typing = 0;
byId("text").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    filter.q = byId("text").value.trim();
    apply();
  }, 120);
});

byId("clear").addEventListener("click", () => {
  filter.action.clear();
  filter.kind.clear();
  filter.only.clear();
  filter.q = "";
  settle();
  byId("text").focus();
});

byId("unfold").addEventListener("click", () => {
  const all = openUpTo(nodes, MOST);
  show();
  tell(found, all ? "" : `; the first ${MOST.toLocaleString("en")} are open`);
});

byId("fold").addEventListener("click", () => {
  closeAll(nodes);
  show();
});

if (byId("thumbs")) {
  byId("thumbs").addEventListener("change", (event) => {
    filter.thumbs = event.target.checked;
    writeHash();
    show();
  });
}

// A tile of the summary shows its changes.
for (const link of document.querySelectorAll(".tile a")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const { thumbs } = filter;
    readHash(link.hash);
    filter.thumbs = thumbs; // what was switched off stays off
    settle();
    byId("changes").scrollIntoView();
    byId("changes").focus({ preventScroll: true });
  });
}

window.addEventListener("hashchange", () => {
  if (readHash(location.hash)) settle();
  else writeHash();
});

window.addEventListener("beforeprint", () => {
  openUpTo(nodes, MOST);
  show();
});

byId("filter").hidden = data.rows.length === 0;
readHash(location.hash);
settle();
