// What all three applications show, so that one test can look at any of them.
(function () {
  document.body.innerHTML = `
    <p>Status <span id="status"></span> as <span id="self"></span></p>
    <img id="self-picture" hidden>
    <ul id="chats"></ul>
    <p><b id="open"></b> <span id="activity"></span> <span id="members"></span> <span id="pins"></span></p>
    <ul id="messages"></ul>
    <form id="compose"><input id="text"><button id="send">Send</button></form>
    <input id="file" type="file">
    <p>
      <input id="target">
      ${buttons('open-chat', 'create-group', 'add-members', 'get-members', 'add-pin', 'join', 'leave')}
      ${buttons('set-name', 'set-picture', 'add-contact', 'block', 'unblock')}
      ${buttons('older', 'edit', 'forward', 'reply', 'delete', 'delete-all', 'resend', 'receipts', 'stop', 'start')}
    </p>
    <pre id="log"></pre>`;

  function buttons(...ids) {
    return ids.map((id) => `<button id="${id}">${id}</button>`).join(' ');
  }

  window.ui = {
    byId: (id) => document.getElementById(id),
    target: () => ui.byId('target').value,
    on: (id, act) => ui.byId(id).addEventListener('click', (event) => (event.preventDefault(), act())),
    log: (...words) => ui.byId('log').append(words.join(' ') + '\n'),
    set(element, values) {
      for (const [name, value] of Object.entries(values)) if (element.dataset[name] !== String(value)) element.dataset[name] = value;
    },
    text(element, text) {
      if (element.textContent !== text) element.textContent = text;
    },
    /** A list item with the parts that rows of chats or messages have. */
    row(...parts) {
      const li = document.createElement('li');
      for (const part of parts) li.append(Object.assign(document.createElement(part === 'img' ? 'img' : 'span'), { className: part }), ' ');
      return li;
    },
    selected: () => document.querySelector('#messages .selected'),
  };

  document.addEventListener('click', (event) => {
    const row = event.target.closest?.('#messages li');
    if (row === null || row === undefined) return;
    ui.selected()?.classList.remove('selected');
    row.classList.add('selected');
  });
  ui.on('send', () => {
    const text = ui.byId('text').value;
    ui.byId('text').value = '';
    app.send(text);
  });
  ui.byId('text').addEventListener('keydown', () => app.typing?.());
  ui.byId('file').addEventListener('change', () => app.sendFile());
})();
