/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Measures each frame of the page and leaves the result in it as JSON. A text is looked for
 * in all text of a document together, since clients tear it into many elements. */
'use strict';

function rect(r) {
    return { left: r.left, right: r.right, top: r.top, bottom: r.bottom };
}

function readText(doc) {
    const walk = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = '';

    while (walk.nextNode()) {
        if (walk.currentNode.parentElement.closest('style, script, title'))
            continue;
        nodes.push({ start: text.length, node: walk.currentNode });
        text += walk.currentNode.data.replace(/\s/g, ' ');
    }
    return { nodes, text };
}

function boundary(nodes, offset) {
    const at = nodes.filter(n => n.start <= offset).pop();
    return [at.node, offset - at.start];
}

/* Where `wanted` and the block around it are; null when it is not there. */
function find(doc, wanted, from) {
    const { nodes, text } = readText(doc);
    const at = text.indexOf(wanted, from);
    const range = doc.createRange();

    if (at < 0)
        return null;
    const [first, start] = boundary(nodes, at);
    const [last, end] = boundary(nodes, at + wanted.length - 1);
    range.setStart(first, start);
    range.setEnd(last, end + 1);
    return {
        at: at,
        text: rect(range.getBoundingClientRect()),
        block: rect(first.parentElement.closest('p, div, td, blockquote, body')
                        .getBoundingClientRect()),
    };
}

/* What the letters of an element cover, without the space around them. */
function lettersOf(doc, element) {
    const walk = doc.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const range = doc.createRange();
    let top = Infinity, bottom = -Infinity;

    while (walk.nextNode()) {
        if (!/[^\s\u00a0]/.test(walk.currentNode.data))
            continue;
        range.selectNodeContents(walk.currentNode);
        top = Math.min(top, range.getBoundingClientRect().top);
        bottom = Math.max(bottom, range.getBoundingClientRect().bottom);
    }
    return { top, bottom };
}

function findStamp(doc) {
    const block = [...doc.querySelectorAll('div')].find(d => /\bms[0-9a-f]{16}\b/.test(d.className));
    const table = block && block.querySelector('table');

    return block ? {
        box: rect(block.getBoundingClientRect()),
        letters: lettersOf(doc, block),
        seen: rect((table || block).getBoundingClientRect()),
        text: block.innerText,
        images: [...block.querySelectorAll('img')].map(i => i.naturalWidth > 0 ? i.width : 0),
    } : null;
}

function measure(frame) {
    const doc = frame.contentDocument;
    const own = find(doc, frame.dataset.own, 0);

    return {
        name: frame.id,
        width: doc.documentElement.scrollWidth,
        own: own,
        history: find(doc, frame.dataset.history, own ? own.at : 0),
        quoted: find(doc, frame.dataset.quoted, 0),
        stamp: findStamp(doc),
    };
}

window.onload = () => {
    const out = document.createElement('script');

    out.type = 'application/json';
    out.id = 'measures';
    out.textContent = JSON.stringify([...document.querySelectorAll('iframe')].map(measure))
                          .replace(/</g, '\\u003c');
    document.body.appendChild(out);
};
