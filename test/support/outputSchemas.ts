/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { CreatorAudit } from '../../nodes/CreatorAudit/CreatorAudit.node';
import { idColumns } from '../../nodes/CreatorAudit/operations/idColumns';
import { matchRow } from '../../nodes/CreatorAudit/operations/search/search';
import { COLUMNS } from '../../nodes/CreatorAudit/output/columns';
import {
	dailyColumns,
	deltaColumns,
	metricColumns,
} from '../../nodes/CreatorAudit/output/metricColumns';
import { shape } from '../../nodes/CreatorAudit/output/shape';
import {
	accountIds,
	instagramPostIds,
	videoIds,
} from '../../nodes/CreatorAudit/resources/fields/ids';
import { outputSchemas, type RowFunctions } from '../../scripts/lib/outputSchemas.mts';

const contract = readFileSync(path.resolve(__dirname, '../../contract/openapi.yaml'), 'utf8');

/** The output schemas as the build makes them, from the sources, by `<resource>/<operation>`. */
export const OUTPUT_SCHEMAS = outputSchemas(new CreatorAudit().description, contract, {
	COLUMNS,
	shape,
	dailyColumns,
	deltaColumns,
	metricColumns,
	idColumns,
	matchRow,
	SUBJECTS: {
		account: accountIds.columns,
		accountVideo: instagramPostIds.columns,
		video: videoIds.columns,
	},
} as RowFunctions);
