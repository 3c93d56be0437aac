// Which event is chosen: by a row, by the buttons, by a key, or by a link. The table's order is the order of the walk.
window.dash_clientside = window.dash_clientside || {};
(function () {
  const none = () => window.dash_clientside.no_update;
  const element = (type, children, props) => ({
    type, namespace: 'dash_html_components', props: Object.assign({ children }, props || {}),
  });
  let nonce = 0;

  function facts(row) {
    return row.facts.flatMap(([name, value]) => [element('Dt', name), element('Dd', value)]);
  }

  function title(row) {
    return [
      element('Span', window.loadlens.marks[row.tone], { className: 'event-mark ' + row.tone, 'aria-hidden': 'true' }),
      element('Span', ' ' + row.what),
    ];
  }

  function described(row) {
    if (!row) return [true, '', '', '', '', ''];
    return [false, title(row), row.kind + ' · ' + row.stretch, row.sentence, row.hint, facts(row)];
  }

  function position(rows, at) {
    if (!rows.length) return '';
    return at < 0 ? (rows.length === 1 ? '1 event' : rows.length + ' events') : 'event ' + (at + 1) + ' of ' + rows.length;
  }

  function answer(rows, at, selected, show) {
    const row = at >= 0 ? rows[at] : null;
    return [
      selected,
      show && row ? { ids: [row.id] } : (show ? [] : none()),
      show && row ? { rowId: row.id } : none(),
      position(rows, at),
      rows.length === 0 || at === 0,
      rows.length === 0 || at === rows.length - 1,
      ...described(row || rows[0]),
    ];
  }

  function chosen(row) {
    nonce += 1;
    return { start_ms: row.start_ms, end_ms: row.end_ms, key: row.key, id: row.id, nonce };
  }

  function index(rows, selected) {
    return selected ? rows.findIndex((row) => row.id === selected.id) : -1;
  }

  function choose(rows, picked, clicked, back, forth, selected, linked) {
    rows = rows || [];
    const triggered = window.dash_clientside.callback_context.triggered.map((item) => item.prop_id);
    const at = index(rows, selected);
    const go = (to) => answer(rows, to, chosen(rows[to]), true);
    if (triggered.includes('next-event.n_clicks') && rows.length) return go(Math.min(at + 1, rows.length - 1));
    if (triggered.includes('previous-event.n_clicks') && rows.length) return go(Math.max(at - 1, 0));
    if (triggered.includes('events.rowData')) {
      const named = linked ? rows.findIndex((row) => row.key === linked) : -1;
      if (named >= 0) return go(named);
      const kept = at >= 0 ? Object.assign({}, selected, { start_ms: rows[at].start_ms, end_ms: rows[at].end_ms }) : null;
      return answer(rows, at, kept, true);
    }
    if (triggered.includes('selected-event.data') && selected && !selected.id) {  // picked in the chart
      const hit = rows.findIndex((row) => row.start_ms < selected.end_ms && row.end_ms > selected.start_ms);
      return hit < 0 ? Array(12).fill(none()) : answer(rows, hit, chosen(rows[hit]), true);
    }
    if (triggered.every((name) => name === 'selected-event.data')) return Array(12).fill(none());
    const id = triggered.includes('events.cellClicked') && clicked ? clicked.rowId : picked && picked[0] && picked[0].id;
    const to = rows.findIndex((row) => row.id === id);
    const again = triggered.includes('events.cellClicked');
    if (to < 0 || (to === at && !again)) return Array(12).fill(none());
    return answer(rows, to, chosen(rows[to]), false);
  }

  window.dash_clientside.selection = { choose };
})();
