/** `npm run check`: format, lint, types, unit tests — what is fast enough for every save. */
import { runSteps } from './shared/run-steps.ts';

await runSteps([
  ['格式与规则', 'biome', ['check', '--error-on-warnings']],
  ['类型', 'tsc', ['--noEmit', '-p', 'tsconfig.json']],
  ['类型(领域代码不依赖平台)', 'tsc', ['--noEmit', '-p', 'src/tsconfig.domain.json']],
  ['类型(沙盒页面)', 'tsc', ['--noEmit', '-p', 'src/sandbox/page/tsconfig.json']],
  ['单元测试', 'vitest', ['run', '--config', 'tests/vitest.config.ts', '--project', 'unit']],
]);
