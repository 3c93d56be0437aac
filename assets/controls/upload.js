/* The panel for a file of one's own: what else a guess may be, said by one press. */

/** Put what a button says into the control of its guess; the server then reads the file again.
 * @param {(number | undefined)[]} clicks */
export function alternative(clicks) {
  const { callback_context: { triggered_id: pressed }, no_update, set_props } = window.dash_clientside;
  if (!clicks.some(Boolean) || !pressed) return no_update;
  const { name, value } = /** @type {{name: string, value: string}} */ (pressed);
  const joined = name === "time_column" || name === "meter_column" || name === "value_columns";
  set_props({ type: "guess", name }, { value: joined ? value.split(" + ") : value });
  return no_update;
}
