import type { z } from 'zod';
import type { ChatEntry, DirectoryContent, EnterpriseEntry, PersonEntry } from './directory.content.ts';
import type { Departments } from './directory.departments.ts';
import { deriveShortName, normaliseName } from './directory.names.ts';
import { chatSchema, enterpriseSchema, type PersonRow, personSchema, splitNames } from './directory.rows.ts';
import { at, type RawTable, type Section, splitSections } from './directory.sections.ts';
import { CHAT_KIND_LABELS, ROLE_LABELS, type SheetKind } from './directory.sheets.ts';
import type { MemberRole } from './directory.types.ts';

export interface Parsed {
  content: DirectoryContent;
  /** All that is wrong, each with its line, for the person who keeps the file. */
  problems: string[];
}

/**
 * Reads the tables of a directory and checks every row.
 * @param stored.known the enterprises that rows may name besides those of the tables
 * @param stored.replace whether those leave that a table of enterprises does not name
 */
export function parseDirectory(
  tables: readonly RawTable[],
  departments: Departments,
  stored: { known: readonly { name: string; shortNames: readonly string[] }[]; replace: boolean },
): Parsed {
  const problems: string[] = [];
  const sections = tables.flatMap((table) => {
    const split = splitSections(table);
    problems.push(...split.problems);
    return split.sections;
  });
  if (sections.length === 0 && problems.length === 0) problems.push('文件是空的,没有可以导入的内容');
  const read = <T>(kind: SheetKind, parse: (found: Section[]) => T): T | null => {
    const found = sections.filter((section) => section.kind === kind);
    return found.length > 0 ? parse(found) : null;
  };
  const enterprises = read('enterprises', (found) => parseEnterprises(found, departments, problems));
  // Rows with a mistake count as well here: the mistake is to be told once, not again for each of its people.
  const named = read('enterprises', (found) => found.flatMap((section) => section.rows.map(rawEnterprise)));
  const known = stored.replace && named ? [] : stored.known;
  const findEnterprise = createEnterpriseLookup([...known, ...(named ?? [])], departments.regions);
  const context: Context = { departments, findEnterprise, problems };
  const people = read('people', (found) => parsePeople(found, context));
  const chats = read('chats', (found) => parseChats(found, context));
  return { content: { enterprises, people, chats }, problems };
}

function rawEnterprise({ values }: Section['rows'][number]): { name: string; shortNames: string[] } {
  return { name: values.企业名称 ?? '', shortNames: splitNames(values.简称 ?? '') };
}

interface Context {
  departments: Departments;
  findEnterprise: (name: string) => { name: string } | { problem: string };
  problems: string[];
}

function parseEnterprises(
  sections: readonly Section[],
  departments: Departments,
  problems: string[],
): EnterpriseEntry[] {
  const seen = new Map<string, string>();
  return checkedRows(sections, enterpriseSchema(departments), problems).flatMap(({ place, row }) => {
    if (isRepeated(seen, normaliseName(row.企业名称), `${place}「企业名称」`, place, problems)) return [];
    return {
      name: row.企业名称,
      shortNames: row.简称,
      park: row.园区,
      town: row.镇街,
      tier: row.梯度,
      industry: row.行业,
      listed: row.是否上市,
    };
  });
}

function parsePeople(sections: readonly Section[], context: Context): PersonEntry[] {
  const people = new Map<string, PersonEntry & { place: string }>();
  for (const { place, row } of checkedRows(sections, personSchema, context.problems)) {
    const known = people.get(row.open_id);
    const person = known ?? {
      place,
      openId: row.open_id,
      name: row.姓名,
      phone: row.手机号,
      dispatcher: false,
      leader: false,
      administrator: false,
      enterprises: [],
      departments: [],
    };
    if (known && known.name !== row.姓名) {
      context.problems.push(`${place}「姓名」:与${known.place}同一 open_id 的姓名不同,请改成一致`);
    }
    if (known && row.手机号) person.phone = row.手机号;
    people.set(row.open_id, person);
    addRole(person, row, place, context);
  }
  return [...people.values()].map(({ place: _, ...person }) => person);
}

function addRole(person: PersonEntry, row: PersonRow, place: string, context: Context): void {
  const role = row.角色;
  const problems =
    role === 'contact' || role === 'commissioner'
      ? addEnterprises(person, role, row.所属, context)
      : role === 'handler' || role === 'head'
        ? addDepartments(person, role === 'head', row.所属, context)
        : row.所属.map(() => `${ROLE_LABELS[role]}不分企业和单位,请留空`).slice(0, 1);
  if (role === 'dispatcher' || role === 'leader' || role === 'administrator') person[role] = true;
  context.problems.push(...problems.map((problem) => `${place}「所属」:${problem}`));
}

function addEnterprises(
  person: PersonEntry,
  role: MemberRole,
  names: readonly string[],
  { findEnterprise }: Context,
): string[] {
  if (names.length === 0) return [`${ROLE_LABELS[role]}要填企业名称`];
  return names.flatMap((text) => {
    const found = findEnterprise(text);
    if ('problem' in found) return [found.problem];
    if (person.enterprises.some((e) => e.name === found.name && e.role === role)) return [`「${text}」重复`];
    person.enterprises.push({ name: found.name, role });
    return [];
  });
}

function addDepartments(
  person: PersonEntry,
  head: boolean,
  names: readonly string[],
  { departments }: Context,
): string[] {
  if (names.length === 0) return [`${ROLE_LABELS[head ? 'head' : 'handler']}要填单位名称`];
  return names.flatMap((text) => {
    const unit = departments.resolveDepartment(text);
    if (!unit) return [unknownUnit(text)];
    if (person.departments.some((d) => d.department === unit.name)) return [`「${text}」重复`];
    person.departments.push({ department: unit.name, head });
    return [];
  });
}

function unknownUnit(name: string): string {
  return `没有名为「${name}」的单位,请核对写法,或在 departments.yaml 中添加`;
}

function parseChats(sections: readonly Section[], context: Context): ChatEntry[] {
  const seen = new Map<string, string>();
  return checkedRows(sections, chatSchema, context.problems).flatMap(({ place, row }) => {
    if (isRepeated(seen, row.chat_id, `${place}「chat_id」`, place, context.problems)) return [];
    const entry: ChatEntry = {
      chatId: row.chat_id,
      name: row.群名称,
      kind: row.类型,
      enterprise: null,
      department: null,
    };
    const problem = bindEntry(entry, row.对应企业或单位, context);
    if (problem === null) return [entry];
    context.problems.push(`${place}「对应企业或单位」:${problem}`);
    return [];
  });
}

/** Fills in what the chat belongs to; returns what is wrong with it, or null. */
function bindEntry(entry: ChatEntry, owner: string, { departments, findEnterprise }: Context): string | null {
  if (entry.kind === 'enterprise') {
    if (owner === '') return '企业群要填企业名称';
    const found = findEnterprise(owner);
    if ('problem' in found) return found.problem;
    entry.enterprise = found.name;
  } else if (entry.kind === 'department') {
    if (owner === '') return '单位群要填单位名称';
    const unit = departments.resolveDepartment(owner);
    if (!unit) return unknownUnit(owner);
    entry.department = unit.name;
  } else if (owner !== '') return `${CHAT_KIND_LABELS[entry.kind]}不对应企业或单位,请留空`;
  return null;
}

/** The rows that a schema accepts, with their place; what it refuses is added to the problems. */
function checkedRows<S extends z.ZodType>(
  sections: readonly Section[],
  schema: S,
  problems: string[],
): { place: string; row: z.output<S> }[] {
  return sections.flatMap(({ source, rows }) =>
    rows.flatMap(({ line, values }) => {
      const place = at(source, line);
      const checked = schema.safeParse(values);
      if (checked.success) return [{ place, row: checked.data }];
      for (const issue of checked.error.issues) {
        problems.push(`${place}「${String(issue.path[0] ?? '')}」:${issue.message}`);
      }
      return [];
    }),
  );
}

function isRepeated(
  seen: Map<string, string>,
  key: string,
  where: string,
  place: string,
  problems: string[],
): boolean {
  const before = seen.get(key);
  if (before !== undefined) problems.push(`${where}:与${before}重复`);
  else seen.set(key, place);
  return before !== undefined;
}

/** Finds an enterprise by its name, or by a short name that only one has. */
function createEnterpriseLookup(
  all: readonly { name: string; shortNames: readonly string[] }[],
  regions: readonly string[],
): Context['findEnterprise'] {
  const byName = new Map(all.map((e) => [normaliseName(e.name), e.name]));
  const byShortName = new Map<string, Set<string>>();
  for (const { name, shortNames } of all) {
    const derived = deriveShortName(name, regions);
    for (const short of [...shortNames, ...(derived ? [derived] : [])].map(normaliseName)) {
      byShortName.set(short, (byShortName.get(short) ?? new Set()).add(name));
    }
  }
  return (text) => {
    const plain = normaliseName(text);
    const short = [...(byShortName.get(plain) ?? [])];
    const name = byName.get(plain) ?? (short.length === 1 ? short[0] : undefined);
    if (name !== undefined) return { name };
    if (short.length > 1) return { problem: `「${text}」是${short.join('、')}共用的简称,请写全称` };
    return { problem: `没有名为「${text}」的企业,请先在企业表中登记` };
  };
}
