// The picture in the page: SVG elements for items and ties. Whatever a user said goes in as text, never as markup.

const SIGNS = {
  place: "M12 20.5s-6-5.6-6-10.3a6 6 0 0 1 12 0c0 4.7-6 10.3-6 10.3zM12 12.3a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  organisation: "M5.5 19.5v-14h8v14M13.5 10.5h5v9M4 19.5h16M8 9h3M8 12.3h3M8 15.6h3",
  pet: "M12 13c-2.5 0-4.6 2-4.6 3.9 0 1.5 1.2 2.2 2.4 2l2.2-.4 2.2.4c1.2.2 2.4-.5 2.4-2C16.6 15 14.5 13 12 13zM5.9 12.9v-2M9.6 8.7v-2.4M14.4 8.7v-2.4M18.1 12.9v-2",
  work: "M12 7C10 5.6 7.3 5.2 4.5 5.5v12.3c2.8-.3 5.5.1 7.5 1.5 2-1.4 4.7-1.8 7.5-1.5V5.5C16.7 5.2 14 5.6 12 7zM12 7v12.3",
  thing: "M12 4l7 3.9v8.2L12 20l-7-3.9V7.9zM5.2 8 12 11.8 18.8 8M12 11.8v8",
};
const KINDS = ["person", "place", "organisation", "pet", "work", "thing", "value"];
const CARD = { wide: 240, head: 32, row: 21, rows: 6 };
const pen = document.createElement("canvas").getContext("2d");
const FONT = getComputedStyle(document.body).fontFamily;

function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function html(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function widthOf(text, size, weight = 400) {
  pen.font = `${weight} ${size}px ${FONT}`;
  return pen.measureText(text).width;
}

/** The text, or as much of its beginning as has room. */
function shorten(text, room, size, weight) {
  if (widthOf(text, size, weight) <= room) return text;
  const letters = Array.from(text);
  while (letters.length && widthOf(`${letters.join("")}…`, size, weight) > room) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

function kindOf(node) {
  return KINDS.includes(node.kind) ? node.kind : "thing";
}

/** What is seen first of a name: a letter, or an emoji with all its parts. */
function initial(name) {
  const parts = globalThis.Intl?.Segmenter ? [...new Intl.Segmenter().segment(name)].map((part) => part.segment) : Array.from(name);
  return (parts[0] ?? "?").toLocaleUpperCase("en");
}

/** Sets the room that each item needs. */
function size(item, owner) {
  if (item.type === "card") {
    item.shown = item.facts.length > CARD.rows + 1 ? CARD.rows : item.facts.length;
    const more = item.facts.length - item.shown;
    item.w = CARD.wide;
    item.h = CARD.head + (item.shown + (more ? 1 : 0)) * CARD.row + 8;
    item.more = more;
  } else if (item.type === "chip") {
    item.label = shorten(item.name, 150, 12.5, 500);
    item.w = widthOf(item.label, 12.5, 500) + 26;
    item.h = 26;
  } else {
    item.r = item.id === owner ? 54 : Math.min(32, 15 + 3.6 * Math.sqrt(item.facts.length));
    item.label = shorten(item.name, item.id === owner ? 88 : 150, item.id === owner ? 19 : 13, 600);
    item.w = item.id === owner ? 2 * item.r : Math.max(2 * item.r, widthOf(item.label, 13, 600)) + 4;
    item.h = 2 * item.r + (item.id === owner ? 0 : 20);
  }
}

/** A disc with what it is: the first letter of a person, a sign of anything else. */
function disc(node, r, owner) {
  const kind = owner ? "owner" : kindOf(node);
  const made = svg("g", {}, svg("circle", { class: "disc", r, fill: `var(--${kind})` }));
  if (SIGNS[kind]) {
    const scale = r / 15;
    made.append(svg("g", { class: "sign", transform: `scale(${scale}) translate(-12 -12)` }, svg("path", { d: SIGNS[kind] })));
  } else if (!owner) {
    made.append(svg("text", { class: "letter", "font-size": r, y: r * 0.36 }, initial(node.name)));
  }
  return made;
}

function drawItem(item, owner) {
  const own = item.id === owner;
  const made = svg("g", { class: `node ${item.type}${own ? " owner" : ""}`, tabindex: "0", role: "button" });
  made.style.setProperty("--of", own ? "var(--owner)" : `var(--${kindOf(item)})`);
  if (item.type === "card") drawCard(made, item);
  else if (item.type === "chip") {
    const box = { x: -item.w / 2, y: -item.h / 2, width: item.w, height: item.h, rx: 13 };
    made.append(svg("rect", { class: "halo", ...grown(box, 4) }), svg("rect", { class: "paper", ...box }));
    made.append(svg("text", { class: "name", y: 4.5 }, item.label));
  } else {
    const lift = own ? 0 : -10;
    const at = svg("g", { transform: `translate(0 ${lift})` });
    at.append(svg("circle", { class: "ring", r: item.r + 4 }), svg("circle", { class: "halo", r: item.r + 5 }), disc(item, item.r, own));
    if (own) at.append(svg("text", { class: "letter", "font-size": 19, y: 7 }, item.label));
    made.append(at);
    if (!own) made.append(svg("text", { class: "name", y: item.r + 6 }, item.label));
  }
  const what = item.type === "card" ? item.title : `${item.name}, ${own ? "the person in the middle" : item.kind}`;
  made.setAttribute("aria-label", `${what}, ${item.facts.length} ${item.facts.length === 1 ? "fact" : "facts"}`);
  return made;
}

function drawCard(made, item) {
  const box = { x: -item.w / 2, y: -item.h / 2, width: item.w, height: item.h, rx: 13 };
  made.append(svg("rect", { class: "halo", ...grown(box, 4) }), svg("rect", { class: "paper", ...box }));
  made.append(svg("text", { class: "title", x: box.x + 14, y: box.y + 22 }, item.title.toUpperCase()));
  const sorted = [...item.facts].sort((a, b) => rank(a) - rank(b) || b.strength - a.strength);
  item.rows = sorted.slice(0, item.shown).map((fact, index) => {
    const label = shorten(fact.label, 106, 12.5);
    const room = CARD.wide - 28 - widthOf(`${label} `, 12.5) - 5;
    const row = svg("text", { class: "row", x: box.x + 14, y: box.y + CARD.head + 14 + index * CARD.row });
    row.append(svg("tspan", { class: "term" }, label), svg("tspan", { dx: 6 }, shorten(fact.object, room, 12.5)));
    made.append(row);
    return [row, fact];
  });
  if (item.more) {
    const y = box.y + CARD.head + 14 + item.shown * CARD.row;
    made.append(svg("text", { class: "more", x: box.x + 14, y }, `+ ${item.more} more`));
  }
}

function rank(fact) {
  return ["holds", "doubtful", "ended", "future"].indexOf(stateOf(fact, Infinity));
}

function grown({ x, y, width, height, rx }, by) {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by, rx: rx + by };
}

function drawTie(tie) {
  const labels = [...new Set(tie.facts.map((fact) => fact.label))];
  tie.word = tie.card ? "" : labels.slice(0, 2).join(" · ") + (labels.length > 2 ? ` +${labels.length - 2}` : "");
  tie.path = svg("path", { class: "link" });
  tie.reach = svg("path", { class: "reach" });
  tie.text = svg("text", { class: "word" }, tie.word);
  tie.group = svg("g", { class: "tie" }, tie.path, tie.reach);
}

const middleOf = (item) => [item.x, item.y - (item.type === "entity" && item.w !== 2 * item.r ? 10 : 0)];

/** A line from middle to middle, a little bent; nodes lie above its ends. */
function placeTie(tie, a, b) {
  const [[x1, y1], [x2, y2]] = [middleOf(a), middleOf(b)];
  const bend = 0.07;
  const [cx, cy] = [(x1 + x2) / 2 - (y2 - y1) * bend, (y1 + y2) / 2 + (x2 - x1) * bend];
  tie.at = (t) => [
    (1 - t) ** 2 * x1 + 2 * t * (1 - t) * cx + t * t * x2,
    (1 - t) ** 2 * y1 + 2 * t * (1 - t) * cy + t * t * y2,
  ];
  for (const path of [tie.path, tie.reach]) path.setAttribute("d", `M${x1} ${y1}Q${cx} ${cy} ${x2} ${y2}`);
}

/** Puts each word where its line is free; a word that finds no room is shown only with its line. */
function placeWords(ties, items) {
  const taken = items.map(({ x, y, w, h }) => [x - w / 2 - 5, y - h / 2 - 5, x + w / 2 + 5, y + h / 2 + 5]);
  for (const tie of ties) {
    if (!tie.word) continue;
    const half = widthOf(tie.word, 11) / 2 + 3;
    const boxes = [0.5, 0.58, 0.42, 0.66, 0.34, 0.72].map((t) => {
      const [x, y] = tie.at(t);
      return [x - half, y - 8, x + half, y + 8];
    });
    const free = boxes.find((box) => taken.every((other) => apart(box, other)));
    const [left, top] = free ?? boxes[1];
    tie.text.setAttribute("x", left + half);
    tie.text.setAttribute("y", top + 12);
    tie.text.classList.toggle("crowded", !free);
    if (free) taken.push(free);
  }
}

function apart(a, b) {
  return a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
}
