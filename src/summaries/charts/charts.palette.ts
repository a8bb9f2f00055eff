/**
 * One palette for every chart, after Okabe and Ito: told apart by the colour-blind, and by their lightness in a
 * black-and-white print. Every bar also carries its figure, so that colour is never the only sign.
 */
export const PALETTE = {
  logged: '#0072b2',
  closed: '#e69f00',
  open: '#56b4e9',
  overdue: '#d55e00',
} as const;

export const INK = '#1f2329';
export const QUIET_INK = '#4e5969';
export const GRID = '#d9dde3';

/** Families that hold Chinese, of the systems in use; the first that a machine has is taken. */
export const FONT_FAMILY =
  "'Microsoft YaHei','PingFang SC','Noto Sans CJK SC','Source Han Sans SC','WenQuanYi Micro Hei',SimHei,sans-serif";
