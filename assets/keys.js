// Keys for the whole page; none of them acts while a person types or moves within a control.
(function () {
  const OWN = 'input, textarea, select, [contenteditable=true], [role=slider], [role=listbox], [role=radiogroup], .ag-root, .mantine-Modal-content, .mantine-Popover-dropdown';
  const ACTIONS = { j: 'next-event', ArrowRight: 'next-event', k: 'previous-event', ArrowLeft: 'previous-event', '?': 'help-open' };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    const id = ACTIONS[event.key];
    const target = event.target;
    if (!id || (target.closest && target.closest(OWN))) return;
    const button = document.getElementById(id);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });
})();
