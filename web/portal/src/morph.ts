/** Attributes that belong to the person or to a moment, not to the server's page. */
const OWN_ATTRIBUTES = new Set(["open"]);

/**
 * Changes `old` into `fresh` in place. Elements that stand for the same thing (same `data-resource`, `data-key` or id, else the
 * same tag at the same place) are kept, with their focus and scroll; the rest is inserted and removed.
 */
export function morph(old: Element, fresh: Element): void {
  if (old.isEqualNode(fresh)) return;
  // A live island has drawn itself; it is drawn anew only when what it was given changed.
  if (old.tagName === "ASTRO-ISLAND") {
    if (old.getAttribute("props") !== fresh.getAttribute("props")) old.replaceWith(document.importNode(fresh, true));
    return;
  }
  attributes(old, fresh);
  const keyed = new Map<string, Element>();
  for (const child of old.children) {
    const key = keyOf(child);
    if (key) keyed.set(key, child);
  }
  let cursor: ChildNode | null = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const match = matching(next, cursor, keyed);
    if (!match) {
      old.insertBefore(document.importNode(next, true), cursor);
      continue;
    }
    if (match === cursor) cursor = cursor.nextSibling;
    else old.insertBefore(match, cursor);
    if (match instanceof Element) morph(match, next as Element);
    else if (match.nodeValue !== next.nodeValue) match.nodeValue = next.nodeValue;
  }
  while (cursor) {
    const following: ChildNode | null = cursor.nextSibling;
    cursor.remove();
    cursor = following;
  }
}

function matching(next: Node, cursor: ChildNode | null, keyed: Map<string, Element>): ChildNode | null {
  if (next instanceof Element) {
    const key = keyOf(next);
    if (key) {
      const known = keyed.get(key);
      return known && known.tagName === next.tagName ? known : null;
    }
    return cursor instanceof Element && cursor.tagName === next.tagName && !keyOf(cursor) ? cursor : null;
  }
  return cursor && cursor.nodeType === next.nodeType ? cursor : null;
}

function keyOf(element: Element): string | null {
  return element.getAttribute("data-resource") ?? element.getAttribute("data-key") ?? (element.id || null);
}

function attributes(old: Element, fresh: Element): void {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !OWN_ATTRIBUTES.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !OWN_ATTRIBUTES.has(name)) old.setAttribute(name, value);
  }
}
