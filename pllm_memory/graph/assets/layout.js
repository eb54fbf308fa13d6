// What is drawn, and where. Pure: the same data and text widths give the same places, to the last digit.

const OWN_LEAVES = 7; // so many of one predicate stand alone; of more, the rest is listed in the section's card
const MOST = { entity: 44, chip: 8 }; // more than so many would be too small to read; the rest is found by searching
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/** When a fact holds at a moment: "holds", "ended", "doubtful" or "future". */
function stateOf(fact, moment) {
  if (fact.valid !== null && fact.valid > moment) return "future";
  if (fact.invalid !== null ? fact.invalid <= moment : fact.expired !== null) return "ended";
  return fact.doubted !== null && fact.doubted <= moment ? "doubtful" : "holds";
}

/** The best that a group of facts is. */
function bestState(facts, moment) {
  const states = new Set(facts.map((fact) => stateOf(fact, moment)));
  return ["holds", "doubtful", "ended", "future"].find((state) => states.has(state)) ?? "holds";
}

/** Which entities stand alone, which facts are listed on cards, and who is tied to whom. */
function compose(data) {
  const nodes = new Map(data.nodes.map((node) => [node.id, { ...node, facts: [], peers: new Set() }]));
  for (const fact of data.facts) {
    for (const [end, other] of [[fact.from, fact.to], [fact.to, fact.from]]) {
      const node = nodes.get(end);
      if (node.facts.at(-1) !== fact) node.facts.push(fact);
      if (other !== end) node.peers.add(other);
    }
  }
  const alone = new Set(standing(data, nodes));
  const items = [...alone].map((id) => ({ ...nodes.get(id), type: nodes.get(id).kind === "value" ? "chip" : "entity" }));
  const listed = data.facts.filter((fact) => fact.from === data.owner && !alone.has(fact.to));
  const cards = data.sections.flatMap(([section, title]) => {
    const facts = listed.filter((fact) => fact.section === section);
    return facts.length ? [{ id: `card:${section}`, type: "card", section, title, facts, peers: new Set([data.owner]) }] : [];
  });
  return { items: [...items, ...cards], ties: tied(data, alone, cards), nodes };
}

/** The ids of what stands alone: the person, entities, and values that two have in common. */
function standing(data, nodes) {
  const leaves = new Map();
  const kept = [];
  for (const node of nodes.values()) {
    const leaf = node.peers.size === 1 && node.peers.has(data.owner);
    if (node.id === data.owner) continue;
    if (node.kind === "value") {
      if (node.peers.size > 1) kept.push(node.id);
    } else if (leaf && node.facts.every((fact) => fact.from === data.owner)) {
      const label = node.facts[0].label;
      leaves.set(label, [...(leaves.get(label) ?? []), node]);
    } else if (node.peers.size) kept.push(node.id);
  }
  for (const group of leaves.values()) {
    group.sort((a, b) => weight(b) - weight(a));
    kept.push(...group.slice(0, group.length > OWN_LEAVES ? OWN_LEAVES - 2 : OWN_LEAVES).map((node) => node.id));
  }
  const best = kept.map((id) => nodes.get(id)).sort((a, b) => weight(b) - weight(a));
  const drawn = mixed(best.filter((node) => node.kind !== "value")).slice(0, MOST.entity);
  drawn.push(...best.filter((node) => node.kind === "value").slice(0, MOST.chip));
  return [data.owner, ...drawn.map((node) => node.id)];
}

/** The best of each kind in turn, two persons for one of another kind. */
function mixed(nodes) {
  const seen = new Map();
  const turn = new Map();
  for (const node of nodes) {
    const number = seen.get(node.kind) ?? 0;
    seen.set(node.kind, number + 1);
    turn.set(node, node.kind === "person" ? number / 2 : number);
  }
  return [...nodes].sort((a, b) => turn.get(a) - turn.get(b));
}

function weight(node) {
  return 100 * node.facts.filter((fact) => stateOf(fact, Infinity) === "holds").length + node.facts.length;
}

/** One tie for each pair, with all facts between the two. */
function tied(data, alone, cards) {
  const ties = new Map();
  for (const fact of data.facts) {
    if (!alone.has(fact.from) || !alone.has(fact.to) || fact.from === fact.to) continue;
    const key = [fact.from, fact.to].sort().join("\n");
    if (!ties.has(key)) ties.set(key, { from: fact.from, to: fact.to, facts: [] });
    ties.get(key).facts.push(fact);
  }
  const toCards = cards.map((card) => ({ from: data.owner, to: card.id, facts: card.facts, card: true }));
  return [...ties.values(), ...toCards];
}

/** Gives every item its place: sections around the person, then springs and elbows until nobody overlaps. */
function arrange(data, items, ties, wide) {
  const owner = items.find((item) => item.id === data.owner);
  const order = new Map(data.sections.map(([section], index) => [section, index]));
  const section = (item) => item.section ?? item.facts.find((fact) => fact.from === data.owner)?.section ?? null;
  const others = items.filter((item) => item !== owner);
  others.sort((a, b) => (order.get(section(a)) ?? 9) - (order.get(section(b)) ?? 9) || (a.id < b.id ? -1 : 1));
  const direct = others.filter((item) => item.peers.has(data.owner));
  direct.forEach((item, index) => {
    const angle = (2 * Math.PI * (index + 0.5)) / direct.length - Math.PI / 2;
    const far = 210 + 60 * (index % 2) + 5 * direct.length + (item.type === "card" ? 40 : 0);
    Object.assign(item, { x: wide * far * Math.cos(angle), y: far * Math.sin(angle) });
  });
  Object.assign(owner, { x: 0, y: 0 });
  const placed = new Map([[owner.id, owner], ...direct.map((item) => [item.id, item])]);
  others.filter((item) => !placed.has(item.id)).forEach((item, index) => {
    const near = [...item.peers].map((id) => placed.get(id)).find(Boolean);
    const [x, y] = near ? [near.x, near.y] : [1, 1];
    const far = Math.hypot(x, y) || 1;
    const turn = GOLDEN * index;
    Object.assign(item, { x: x + (130 * x) / far + 60 * Math.cos(turn), y: y + (130 * y) / far + 60 * Math.sin(turn) });
    placed.set(item.id, item);
  });
  const springs = ties.map((tie) => [placed.get(tie.from), placed.get(tie.to), tie]);
  const rounds = 320;
  for (let round = 0; round < rounds; round++) {
    const heat = 1 - round / rounds;
    pull(springs, owner, wide, heat);
    push(items, owner, heat);
    if (round > rounds / 3) clear(springs, items, owner, heat);
    for (let again = 0; again < 3; again++) separate(items, owner);
  }
  for (let again = 0; again < 250 && separate(items, owner); again++);
}

function pull(springs, owner, wide, heat) {
  for (const [a, b, tie] of springs) {
    const dx = (b.x - a.x) / wide;
    const dy = b.y - a.y;
    const far = Math.hypot(dx, dy) || 1;
    const rest = a === owner || b === owner ? 150 + (tie.card ? 40 : 0) : 95;
    const force = ((far - rest) / far) * 0.07 * heat;
    for (const [item, sign] of [[a, 1], [b, -1]]) {
      if (item === owner) continue;
      item.x += sign * dx * wide * force;
      item.y += sign * dy * force;
    }
  }
}

function push(items, owner, heat) {
  for (let i = 0; i < items.length; i++) {
    for (let j = i + 1; j < items.length; j++) {
      const [a, b] = [items[i], items[j]];
      const dx = b.x - a.x;
      const dy = b.y - a.y;
      const square = Math.max(dx * dx + dy * dy, 400);
      if (square > 160000) continue;
      const force = (1500 / square) * heat * 0.6;
      const far = Math.sqrt(square);
      if (a !== owner) { a.x -= (dx / far) * force * 10; a.y -= (dy / far) * force * 10; }
      if (b !== owner) { b.x += (dx / far) * force * 10; b.y += (dy / far) * force * 10; }
    }
  }
}

/** Moves an item out of the way of a line that is not its own. */
function clear(springs, items, owner, heat) {
  for (const [a, b] of springs) {
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const square = dx * dx + dy * dy || 1;
    for (const item of items) {
      if (item === a || item === b || item === owner) continue;
      const along = ((item.x - a.x) * dx + (item.y - a.y) * dy) / square;
      if (along < 0.05 || along > 0.95) continue;
      const [ox, oy] = [item.x - a.x - along * dx, item.y - a.y - along * dy];
      const far = Math.hypot(ox, oy) || 1;
      const reach = (Math.abs(ox) * item.w + Math.abs(oy) * item.h) / (2 * far) + 8;
      if (far >= reach) continue;
      const by = (Math.min(reach - far, 12) / far) * 0.5 * heat;
      item.x += ox * by;
      item.y += oy * by;
    }
  }
}

/** Moves apart, by half the overlap each, whatever overlaps; says whether something did. */
function separate(items, owner) {
  let found = false;
  for (let i = 0; i < items.length; i++) {
    for (let j = i + 1; j < items.length; j++) {
      const [a, b] = [items[i], items[j]];
      const gap = a === owner || b === owner ? 46 : 16;
      const overX = (a.w + b.w) / 2 + gap - Math.abs(b.x - a.x);
      const overY = (a.h + b.h) / 2 + gap - Math.abs(b.y - a.y);
      if (overX <= 0 || overY <= 0) continue;
      found = true;
      const [axis, over] = overX < overY ? ["x", overX] : ["y", overY];
      const sign = b[axis] >= a[axis] ? 1 : -1;
      if (a === owner) b[axis] += sign * over;
      else if (b === owner) a[axis] -= sign * over;
      else { a[axis] -= (sign * over) / 2; b[axis] += (sign * over) / 2; }
    }
  }
  return found;
}
