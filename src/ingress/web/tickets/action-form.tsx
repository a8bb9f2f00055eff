import type { Child } from 'hono/jsx';
import { Token } from '#ingress/web/pages/layout.tsx';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import type { Field, TicketRules } from '#tickets/tickets.action-rule.ts';
import type { Ticket } from '#tickets/tickets.tables.ts';
import type { ActionView } from '#tickets/tickets.view.ts';

const words = consoleTexts.ticket;

/** What was filled in and not accepted, so that nobody writes it twice. */
export interface Filled {
  action: string;
  message: string;
  values: Readonly<Record<string, string | readonly string[]>>;
}

export interface ActionFormProps {
  ticket: Ticket;
  action: ActionView;
  csrf: string;
  rules: TicketRules;
  departments: readonly string[];
  filled: Filled | null;
}

/** One action of the table as a form: a button where nothing is to be filled in, else one that opens. */
export function ActionForm(props: ActionFormProps) {
  const { action, ticket, filled } = props;
  const mine = filled?.action === action.code ? filled : null;
  const values = mine?.values ?? suggestionFor(ticket, action.code);
  if (action.fields.length === 0) {
    return (
      <Form {...props}>
        <button type="submit" class={`button ${action.style}`}>
          {action.label}
        </button>
      </Form>
    );
  }
  return (
    <details class="action" open={mine !== null}>
      <summary class={`button ${action.style}`}>{action.label}</summary>
      <Form {...props}>
        {mine && (
          <p class="told bad" role="alert">
            {mine.message}
          </p>
        )}
        {action.fields.map((field) => (
          <FieldInput
            field={field}
            id={`${action.code}-${field.name}`}
            value={values[field.name]}
            {...props}
          />
        ))}
        <button type="submit" class={`button ${action.style}`}>
          {words.submit(action.label)}
        </button>
      </Form>
    </details>
  );
}

function Form({ ticket, action, csrf, children }: ActionFormProps & { children?: Child }) {
  return (
    <form method="post" action={`/console/tickets/${ticket.number}/actions/${action.code}`}>
      <Token csrf={csrf} />
      <input type="hidden" name="version" value={String(ticket.version)} />
      {children}
    </form>
  );
}

/** Where the router was unsure, its best guess is filled in for the dispatcher. */
function suggestionFor({ details }: Ticket, code: string): Filled['values'] {
  const best = details.candidates?.[0];
  if (code !== 'dispatch' || !best) return {};
  return { department: best.lead, supporting: best.supporting, category: best.category };
}

interface FieldProps extends ActionFormProps {
  field: Field;
  id: string;
  value: string | readonly string[] | undefined;
}

function FieldInput(props: FieldProps) {
  const { field, id } = props;
  if (field.kind === 'departments') return <SeveralDepartments {...props} />;
  if (field.kind === 'choice') return <Radios {...props} options={field.options} />;
  return (
    <div class="field">
      <label for={id}>
        {field.label}
        <Required field={field} />
      </label>
      <Control {...props} />
    </div>
  );
}

function Required({ field }: { field: Field }) {
  return field.required ? <span class="required">{words.required}</span> : null;
}

function Control({ field, id, value, rules, departments }: FieldProps) {
  const text = typeof value === 'string' ? value : '';
  const common = { id, name: field.name, required: field.required };
  switch (field.kind) {
    case 'text':
      return (
        <textarea {...common} rows={3} maxlength={2000} placeholder={field.placeholder}>
          {text}
        </textarea>
      );
    case 'date':
      return <input {...common} type="date" value={text} />;
    case 'ticket':
      return <input {...common} type="text" value={text} placeholder={words.hints.ticket} />;
    case 'category':
      return <Options {...common} text={text} options={[...rules.categories]} />;
    case 'department':
      return <Options {...common} text={text} options={departments.map((name) => [name, name] as const)} />;
    default:
      return null;
  }
}

function Options(props: {
  id: string;
  name: string;
  required: boolean;
  text: string;
  options: readonly (readonly [string, string])[];
}) {
  const { options, text, ...common } = props;
  return (
    <select {...common}>
      <option value="">{words.choose}</option>
      {options.map(([value, label]) => (
        <option value={value} selected={value === text}>
          {label}
        </option>
      ))}
    </select>
  );
}

function SeveralDepartments({ field, value, departments }: FieldProps) {
  const chosen = new Set(typeof value === 'string' ? [value] : (value ?? []));
  return (
    <fieldset class="field">
      <legend>
        {field.label}
        <span class="quiet">({words.hints.departments})</span>
      </legend>
      <div class="several">
        {departments.map((name) => (
          <label class="check">
            <input type="checkbox" name={field.name} value={name} checked={chosen.has(name)} /> {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Radios({
  field,
  value,
  options,
}: FieldProps & { options: readonly { value: string; label: string }[] }) {
  return (
    <fieldset class="field">
      <legend>
        {field.label}
        <Required field={field} />
      </legend>
      <div class="checks">
        {options.map((option) => (
          <label class="check">
            <input
              type="radio"
              name={field.name}
              value={option.value}
              checked={option.value === value}
              required={field.required}
            />{' '}
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
