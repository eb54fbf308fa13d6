// What the reader does: choose, search, move through time, move around.

const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const { items, ties, nodes } = compose(data);
const byId = new Map(items.map((item) => [item.id, item]));
const trust = { user: "", system: "from the system", assistant: "said by the assistant", tool: "from a tool", document: "from a document" };
const now = { moment: Infinity, chosen: data.owner, query: "", ended: true, hidden: new Set() };

// ── drawing ─────────────────────────────────────────────────────────────────────────────────────────

function build() {
  for (const item of items) size(item, data.owner);
  const room = stageRoom();
  arrange(data, items, ties, Math.min(1.7, Math.max(0.6, room.width / room.height)));
  for (const tie of ties) {
    drawTie(tie);
    $("links").append(tie.group);
    $("words").append(tie.text);
  }
  for (const item of items) {
    item.element = drawItem(item, data.owner);
    $("nodes").append(item.element);
    place(item);
  }
  for (const tie of ties) placeTie(tie, byId.get(tie.from), byId.get(tie.to));
  placeWords(ties, items);
  $("world").classList.toggle("busy", ties.length > 80);
}

function place(item) {
  item.element.setAttribute("transform", `translate(${item.x} ${item.y})`);
}

/** Shows everything as it is at the moment, for what is chosen and searched. */
function refresh() {
  const found = matches();
  const near = new Set([now.chosen, ...ties.filter((tie) => lit(tie)).flatMap((tie) => [tie.from, tie.to])]);
  for (const item of items) {
    const own = item.id === data.owner;
    const state = own ? "holds" : bestState(item.facts, now.moment);
    const gone = !own && (now.hidden.has(item.type === "card" ? "value" : kindOf(item)) || (!now.ended && state === "ended"));
    item.gone = gone;
    mark(item.element, { state, gone, chosen: item.id === now.chosen, dim: found && !found.has(item) });
    item.rows?.forEach(([row, fact]) => mark(row, { state: stateOf(fact, now.moment) }));
    item.element.setAttribute("aria-pressed", item.id === now.chosen);
  }
  for (const tie of ties) {
    const state = tie.card ? "holds" : bestState(tie.facts, now.moment);
    const [a, b] = [byId.get(tie.from), byId.get(tie.to)];
    const gone = a.gone || b.gone || (!now.ended && state === "ended");
    const dim = found ? !(found.has(a) && found.has(b)) : now.chosen !== data.owner && !lit(tie) && !(near.has(tie.from) && near.has(tie.to));
    for (const part of [tie.group, tie.text]) mark(part, { state, gone, lit: lit(tie), dim });
  }
}

function lit(tie) {
  return now.chosen !== data.owner && (tie.from === now.chosen || tie.to === now.chosen);
}

function mark(element, { state, ...flags }) {
  for (const name of ["ended", "doubtful", "future"]) element.classList.toggle(name, name === state);
  for (const [name, on] of Object.entries(flags)) element.classList.toggle(name, Boolean(on));
}

// ── the panel ───────────────────────────────────────────────────────────────────────────────────────

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A day; the first of a year is how a year is kept that nobody said the day of. */
function day(time, exact = false) {
  const date = new Date(time);
  const [year, month, number] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return !exact && month === 0 && number === 1 ? String(year) : `${number} ${MONTHS[month]} ${year}`;
}

function period(fact) {
  if (fact.valid !== null && fact.event) return day(fact.valid);
  if (fact.valid !== null) return fact.invalid !== null ? `${day(fact.valid)} – ${day(fact.invalid)}` : `since ${day(fact.valid)}`;
  return fact.invalid !== null ? `until ${day(fact.invalid)}` : "";
}

function count(facts) {
  return `${facts.length} ${facts.length === 1 ? "fact" : "facts"}`;
}

function panel() {
  const query = now.query;
  const chosen = byId.get(now.chosen) ?? { ...nodes.get(now.chosen), type: "entity" }; // known, but not drawn
  const parts = query ? searched(query) : [head(chosen), ...grouped(chosen)];
  $("panel").replaceChildren(...parts);
  $("panel").scrollTop = 0;
}

function head(item) {
  const sign = svg("svg", { viewBox: "-24 -24 48 48", "aria-hidden": "true", class: item.id === data.owner ? "node owner" : "node" });
  const own = item.id === data.owner;
  if (item.type === "entity") {
    const drawn = disc(item, 22, own);
    if (own) drawn.append(svg("text", { class: "letter", "font-size": 22, y: 8 }, initial(item.name)));
    sign.append(drawn);
  }
  const aliases = item.aliases?.length ? ` · also ${item.aliases.join(", ")}` : "";
  const what = item.type === "card" ? count(item.facts) : own ? `${count(item.facts)}${aliases}` : `${item.kind}${aliases}`;
  const names = html("div", {}, html("h2", {}, item.type === "card" ? item.title : item.name), html("p", { class: "kind" }, what));
  return html("div", { class: "who" }, ...(item.type === "entity" ? [sign] : []), names);
}

/** A person's facts by section; of anything else, what is said of it, and where it is spoken of. */
function grouped(item) {
  if (item.type === "card") return [list(item.facts)];
  if (!item.facts.length) return [html("p", { class: "none" }, "Nothing is known yet.")];
  const own = item.facts.filter((fact) => fact.from === item.id);
  const about = item.facts.filter((fact) => fact.from !== item.id);
  const parts = data.sections.map(([section, title]) => [title, own.filter((fact) => fact.section === section)]);
  if (about.length) parts.push([own.length ? "In the facts of others" : "Facts", about]);
  return parts.filter(([, facts]) => facts.length).flatMap(([title, facts]) => [html("h3", {}, title), list(facts, item.id)]);
}

function searched(query) {
  const facts = data.facts.filter((fact) => fold(fact.text).includes(query) || fold(fact.object).includes(query));
  const shown = facts.slice(0, 200);
  const title = html("h2", {}, facts.length ? count(facts) : "Nothing found");
  return [html("div", { class: "who" }, title), list(shown)];
}

function list(facts, at) {
  const sorted = [...facts].sort((a, b) => order(a) - order(b) || (b.valid ?? 0) - (a.valid ?? 0));
  return html("ul", {}, ...sorted.map((fact) => html("li", {}, factRow(fact, at))));
}

function order(fact) {
  return ["holds", "doubtful", "ended", "future"].indexOf(stateOf(fact, now.moment));
}

function factRow(fact, at) {
  const state = stateOf(fact, now.moment);
  const other = fact.from === at ? fact.to : fact.from;
  const leads = other !== at && (byId.has(other) || nodes.get(other).kind !== "value");
  const notes = [state === "holds" ? "" : state === "future" ? "not yet" : state, fact.certain ? "" : "not certain", trust[fact.trust] ?? ""];
  const dates = period(fact) || `told ${day(fact.created, true)}`;
  const row = html(leads ? "button" : "div", leads ? { class: `fact ${state}`, type: "button" } : { class: `fact ${state}` });
  const marks = notes.filter(Boolean).map((note) => html("span", { class: "mark" }, note));
  const ids = fact.ids.map((id) => html("code", { title: `Message ${id}` }, id));
  row.append(html("span", { class: "text" }, fact.text));
  row.append(html("span", { class: "about" }, html("span", { title: `told ${day(fact.created, true)}` }, dates), ...marks, ...ids));
  if (leads) row.addEventListener("click", () => choose(other, true));
  return row;
}

function choose(id, move) {
  now.chosen = id;
  if (now.query) $("search").value = now.query = "";
  refresh();
  panel();
  if (move) byId.get(id)?.element.focus({ preventScroll: true });
}

// ── searching ───────────────────────────────────────────────────────────────────────────────────────

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The items that bear the words, or null where nothing is searched. */
function matches() {
  const query = now.query;
  if (!query) return null;
  const named = (item) => [item.name ?? item.title, ...(item.aliases ?? [])].some((name) => fold(name).includes(query));
  const said = (item) => item.id !== data.owner && item.facts.some((fact) => fold(fact.text).includes(query));
  return new Set(items.filter((item) => named(item) || said(item)));
}

$("search").addEventListener("input", () => {
  now.query = fold($("search").value.trim());
  refresh();
  panel();
});
$("search").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const first = [...(matches() ?? [])][0];
  if (first) choose(first.id, true);
});

// ── time ────────────────────────────────────────────────────────────────────────────────────────────

const STEPS = 400;
const times = data.facts.flatMap((fact) => [fact.valid, fact.invalid]).filter((time) => time !== null);
const [first, last] = times.length ? [Math.min(...times), Math.max(...times)] : [0, 0];

function setMoment() {
  const step = Number($("slider").value);
  now.moment = step >= STEPS ? Infinity : first + ((last - first) * step) / STEPS;
  const date = new Date(now.moment);
  const text = step >= STEPS ? "Everything" : `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  $("moment").textContent = text;
  $("slider").setAttribute("aria-valuetext", text);
  refresh();
  panel();
}

/** How many facts begin, and end, along the track. */
function drawBars() {
  const bins = 80;
  const [begun, over] = [new Array(bins).fill(0), new Array(bins).fill(0)];
  const bin = (time) => Math.min(bins - 1, Math.floor(((time - first) / (last - first)) * bins));
  for (const fact of data.facts) {
    if (fact.valid !== null) begun[bin(fact.valid)]++;
    if (fact.invalid !== null) over[bin(fact.invalid)]++;
  }
  const most = Math.max(...begun.map((number, index) => number + over[index]));
  $("bars").setAttribute("viewBox", `0 0 ${bins * 10} 26`);
  const bar = (index, from, to, fill) =>
    svg("rect", { x: index * 10 + 1.5, width: 7, y: 26 - to, height: to - from, rx: 2, fill });
  for (let index = 0; index < bins; index++) {
    const [low, high] = [begun[index], begun[index] + over[index]].map((number) => (number ? 3 + (22 * number) / most : 0));
    if (low) $("bars").append(bar(index, 0, low, "var(--accent)"));
    if (high > low) $("bars").append(bar(index, low, high, "var(--line)"));
  }
}

let playing = null;
function play() {
  if (playing) {
    clearInterval(playing);
    playing = null;
  } else {
    if (Number($("slider").value) >= STEPS) $("slider").value = 0;
    playing = setInterval(() => {
      $("slider").value = Number($("slider").value) + 1;
      setMoment();
      if (Number($("slider").value) >= STEPS) play();
    }, 40);
  }
  $("play").setAttribute("aria-label", playing ? "Pause" : "Play through time");
  $("play").querySelector("path").setAttribute("d", playing ? "M7.5 6h3.2v12H7.5zM13.3 6h3.2v12h-3.2z" : "M8 5.5v13l11-6.5z");
}

// ── moving around ───────────────────────────────────────────────────────────────────────────────────

const view = { x: 0, y: 0, k: 1 };

/** The part of the window that nothing lies over. */
function stageRoom() {
  const small = innerWidth <= 860;
  const [left, right, top, bottom] = small ? [10, 10, 76, innerHeight * 0.38 + 90] : [24, 440, 88, 128];
  return { left, top, width: Math.max(200, innerWidth - left - right), height: Math.max(160, innerHeight - top - bottom) };
}

function fit() {
  const room = stageRoom();
  const left = Math.min(...items.map((item) => item.x - item.w / 2));
  const right = Math.max(...items.map((item) => item.x + item.w / 2));
  const top = Math.min(...items.map((item) => item.y - item.h / 2));
  const bottom = Math.max(...items.map((item) => item.y + item.h / 2));
  view.k = Math.min(1.25, room.width / (right - left), room.height / (bottom - top));
  view.x = room.left + room.width / 2 - (view.k * (left + right)) / 2;
  view.y = room.top + room.height / 2 - (view.k * (top + bottom)) / 2;
  show();
}

function show() {
  $("world").setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`);
}

function zoom(by, x, y) {
  const k = Math.min(4, Math.max(0.08, view.k * by));
  view.x = x - ((x - view.x) * k) / view.k;
  view.y = y - ((y - view.y) * k) / view.k;
  view.k = k;
  show();
}

const fingers = new Map();
let held = null;
$("stage").addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), event.clientX, event.clientY);
}, { passive: false });
$("stage").addEventListener("pointerdown", (event) => {
  fingers.set(event.pointerId, [event.clientX, event.clientY]);
  const item = items.find((one) => one.element.contains(event.target));
  held = fingers.size === 1 ? { item, far: 0 } : null;
});
addEventListener("pointermove", (event) => {
  if (!fingers.has(event.pointerId)) return;
  const [x, y] = fingers.get(event.pointerId);
  const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
  const [dx, dy] = [event.clientX - x, event.clientY - y];
  fingers.set(event.pointerId, [event.clientX, event.clientY]);
  if (other) {
    const ratio = Math.hypot(event.clientX - other[0], event.clientY - other[1]) / (Math.hypot(x - other[0], y - other[1]) || 1);
    zoom(ratio, (event.clientX + other[0]) / 2, (event.clientY + other[1]) / 2);
  } else if (held) {
    held.far += Math.hypot(dx, dy);
    if (held.far > 4) drag(dx, dy);
  }
});
for (const name of ["pointerup", "pointercancel"]) {
  addEventListener(name, (event) => {
    if (!fingers.delete(event.pointerId) || !held) return;
    $("stage").classList.remove("moving");
    if (held.far <= 4 && name === "pointerup") choose(held.item?.id ?? data.owner);
    else if (held.item) placeWords(ties, items);
    held = null;
  });
}

function drag(dx, dy) {
  $("stage").classList.add("moving");
  $("tip").hidden = true;
  if (!held.item) {
    view.x += dx;
    view.y += dy;
    show();
    return;
  }
  held.item.x += dx / view.k;
  held.item.y += dy / view.k;
  place(held.item);
  for (const tie of ties) {
    if (tie.from === held.item.id || tie.to === held.item.id) placeTie(tie, byId.get(tie.from), byId.get(tie.to));
  }
  placeWords(ties, items);
}

/** What lies under the pointer, in words. */
function hover(facts, title, event) {
  const lines = facts.slice(0, 5).map((fact) => html("div", {}, fact.text, html("small", {}, period(fact) ? `  ${period(fact)}` : "")));
  if (facts.length > 5) lines.push(html("div", {}, html("small", {}, `+ ${facts.length - 5} more`)));
  $("tip").replaceChildren(...(facts.length ? lines : [title]));
  $("tip").hidden = fingers.size > 0;
  const { width, height } = $("tip").getBoundingClientRect();
  $("tip").style.left = `${Math.max(8, Math.min(event.clientX + 14, innerWidth - width - 8))}px`;
  $("tip").style.top = `${event.clientY + 18 + height > innerHeight ? event.clientY - height - 12 : event.clientY + 18}px`;
}

function listen() {
  const shown = [...items.map((item) => [item.element, item.facts, item.name ?? item.title]), ...ties.filter((tie) => !tie.card).map((tie) => [tie.group, tie.facts, ""])];
  for (const [element, facts, title] of shown) {
    element.addEventListener("pointermove", (event) => event.pointerType === "mouse" && hover(facts, title, event));
    element.addEventListener("pointerleave", () => ($("tip").hidden = true));
  }
  for (const tie of ties) {
    for (const [name, on] of [["pointerenter", true], ["pointerleave", false]]) {
      tie.group.addEventListener(name, () => [tie.group, tie.text].forEach((part) => part.classList.toggle("lit", on || lit(tie))));
    }
  }
  for (const item of items) item.element.addEventListener("keydown", (event) => step(event, item));
  for (const button of $("zoom").querySelectorAll("button")) {
    const by = Number(button.dataset.zoom);
    button.addEventListener("click", () => (by ? zoom(by, innerWidth / 2 - 180, innerHeight / 2) : fit()));
  }
  $("slider").addEventListener("input", setMoment);
  $("play").addEventListener("click", play);
  addEventListener("resize", fit);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") choose(data.owner, document.activeElement === $("search"));
    else if (event.target === $("search") || event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "/") { event.preventDefault(); $("search").focus(); }
    else if (event.key === "+" || event.key === "=") zoom(1.25, innerWidth / 2 - 180, innerHeight / 2);
    else if (event.key === "-") zoom(0.8, innerWidth / 2 - 180, innerHeight / 2);
    else if (event.key === "0") fit();
  });
}

/** The arrow keys go to the nearest neighbour on that side, Enter chooses. */
function step(event, item) {
  const turn = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    choose(item.id);
  } else if (turn) {
    event.preventDefault();
    const cost = (other) => {
      const [dx, dy] = [other.x - item.x, other.y - item.y];
      const along = dx * turn[0] + dy * turn[1];
      return along > 1 ? along + 2.5 * Math.abs(dx * turn[1] + dy * turn[0]) : Infinity;
    };
    const open = items.filter((other) => other !== item && !other.gone && cost(other) < Infinity);
    open.sort((a, b) => cost(a) - cost(b))[0]?.element.focus({ preventScroll: true });
  }
}

// ── the legend ──────────────────────────────────────────────────────────────────────────────────────

function drawLegend() {
  const there = new Set(items.filter((item) => item.type !== "card" && item.id !== data.owner).map(kindOf));
  if (items.some((item) => item.type === "card")) there.add("value");
  for (const kind of KINDS.filter((one) => there.has(one))) {
    const dot = html("i");
    dot.style.background = `var(--${kind})`;
    toggle([dot, kind], (on) => (on ? now.hidden.delete(kind) : now.hidden.add(kind)));
  }
  if (data.facts.some((fact) => stateOf(fact, Infinity) === "ended")) toggle([html("i", { class: "gone-dot" }), "ended"], (on) => (now.ended = on));
}

function toggle(content, act) {
  const button = html("button", { type: "button", "aria-pressed": "true" }, ...content);
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", on);
    act(on);
    refresh();
  });
  $("legend").append(html("li", {}, button));
}

build();
fit();
listen();
drawLegend();
const known = data.nodes.filter((node) => node.kind !== "value").length - 1;
const drawn = items.filter((item) => item.type === "entity").length - 1;
const all = `${known} people, places and things${drawn < known ? `, the ${drawn} best known are drawn` : ""}`;
$("summary").textContent = `${count(data.facts)}${known ? ` · ${all}` : ""}`;
if (last > first) drawBars();
else $("time").classList.add("gone");
setMoment();
