/* What Dash, plotly.js and AG Grid hold in the window, as far as the page touches it. */

/** A change of a property, sent to the renderer as a patch. */
export interface DashPatch {
  assign(path: (string | number)[], value: unknown): DashPatch;
  merge(path: (string | number)[], value: object): DashPatch;
  build(): unknown;
}

/** An element that Dash renders. */
export interface DashElement {
  type: string;
  namespace: string;
  props: object;
}

/** A value of an output, or the sign that it stays. */
export type Kept<T> = T | NoUpdate;

export interface NoUpdate {
  readonly description: string;
}

export interface DashClientside {
  readonly no_update: NoUpdate;
  readonly callback_context: { triggered: { prop_id: string }[]; triggered_id?: unknown };
  readonly Patch: new () => DashPatch;
  set_props(id: string | object, props: object): void;
}

export interface PlotlyGraph extends HTMLElement {
  data: { name: string; x: ArrayLike<number>; y: ArrayLike<number> }[];
  layout: { margin: Record<string, number> };
  _fullLayout?: { xaxis: { _length: number; range: (string | number)[] }; _size?: { t: number; b: number } };
  on(event: string, listener: () => void): void;
}

interface Plotly {
  relayout(graph: Element, changes: object): Promise<unknown>;
  downloadImage(figure: object, options: object): Promise<unknown>;
}

export interface GridNode {
  data: object;
  setSelected(selected: boolean): void;
}

export interface GridApi {
  forEachNodeAfterFilterAndSort(each: (node: GridNode) => void): void;
  getRowNode(id: string): GridNode | undefined;
  ensureNodeVisible(node: GridNode): void;
  getDisplayedRowCount(): number;
  setColumnsVisible(names: string[], visible: boolean): void;
  resetRowHeights(): void;
}

interface React {
  createElement(type: string, props: object, ...children: unknown[]): unknown;
}

declare global {
  interface Window {
    dash_clientside: DashClientside;
    dash_ag_grid?: { getApi(id: string): GridApi | undefined };
    dashAgGridComponentFunctions?: object;
    dashAgGridFunctions?: object;
    dashMantineFunctions?: object;
    Plotly: Plotly;
    React: React;
  }
}
