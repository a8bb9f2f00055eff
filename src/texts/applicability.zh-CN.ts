/** Whom a clause is for, and what of that is not so or not known of an enterprise. */
export const applicabilityTexts = {
  recognisedOnly: '须先认定为“专精特新”企业(创新型、市级、国家“小巨人”之一)',
  tierOnly: (kinds: string) => `须先认定为${kinds}`,
  listed: '贵企业已上市,是否仍可享受请向责任单位核实',
  kindOnly: (kinds: string) => `限${kinds}`,
  trades: (trades: string) => `限${trades}等行业,贵企业是否属于请向责任单位核实`,
  places: (places: string) => `限${places}的企业`,
  /** Above an answer whose clauses are for others than the enterprise that asks. */
  forOthers: (reservation: string) => `请注意:按名录登记的情况,所引条款贵企业目前不一定适用(${reservation})`,
} as const;
