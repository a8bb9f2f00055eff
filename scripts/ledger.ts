import { exportCommand } from './ledger/export.ts';
import { importCommand } from './ledger/import.ts';
import { runCommand } from './shared/run-command.ts';

const USAGE = `用法:
  npm run ledger -- export 台账.xlsx [--from 2026-01-01] [--to 2026-12-31]
                                            导出登记时间在此期间的工单(默认全部),时间为北京时间,手机号已脱敏
  npm run ledger -- import 旧台账.xlsx [--dry-run] [--map 诉求内容=问题说明]…
                                            导入旧的诉求台账;在终端中先对一遍列,认不清的会逐一询问
                          --dry-run  只检查并列出结果,不写入
                          --map      写明哪一列是什么,如 --map 企业名称=公司
                          --ask      从标准输入读取对列的回答(终端中默认如此)
                          --yes      不询问,按认出的列导入
              未办结的工单,提醒从导入之时起算:此前已到的不再逐件提醒,每个承办单位收到一条汇总通知
环境变量:DATABASE_URL、DATA_DIR(默认 data)、KNOWLEDGE_DIR(默认 knowledge)`;

await runCommand(USAGE, {
  export: exportCommand,
  import: importCommand,
});
