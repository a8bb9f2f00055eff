import { exportCommand } from './directory/export.ts';
import { importCommand } from './directory/import.ts';
import { templateCommand } from './directory/template.ts';
import { runCommand } from './shared/run-command.ts';

const USAGE = `用法:
  npm run directory -- template 名录.xlsx               生成空白模板,附填写说明
  npm run directory -- import 文件或文件夹… [--dry-run] [--replace]
                                                         导入企业、人员、群聊(.xlsx 或 .csv)
                          --dry-run  只检查并列出会有的变化,不写入
                          --replace  文件里没有的企业、人员停用,群聊解除绑定(默认保留)
  npm run directory -- export 名录.xlsx                 导出现有名录(.xlsx 或 .csv)
环境变量:DATABASE_URL、DATA_DIR(默认 data)、KNOWLEDGE_DIR(默认 knowledge)`;

await runCommand(USAGE, {
  import: importCommand,
  export: exportCommand,
  template: templateCommand,
});
