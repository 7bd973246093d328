import { foundAccount, lookUpOnce } from '../../batching/accountLookup';
import { findCreator, LONGEST_NAME } from '../../batching/creatorLookup';
import { trackedVideo } from '../../batching/resolveVideos';
import { HANDLE_ADVICE, handleProblem, parseHandle } from '../../input/names/handles';
import {
	isShortLink,
	parsePost,
	POST_ADVICE,
	postProblem,
	SHORT_LINK_ADVICE,
} from '../../input/names/posts';
import type { Item } from '../../runner/types';
import { inputError } from '../../transport/errors/nodeErrors';
import { noteFound } from './foundRecords';

/** How something is named by what people call it, instead of its ID. */
interface Naming {
	/** What such a name is, with its article. */
	what: string;
	/** Whether a text can be one. */
	isName(text: string): boolean;
	/**
	 * @param shown name of the field in the editor
	 * @throws NodeOperationError that names the field when nothing is tracked by this name, or more than one
	 */
	findId(item: Item, shown: string, text: string): Promise<string>;
	/** What an error says of a text that can be none, and what to do. */
	wrong: string;
	/** Why it can be none, as a sentence; undefined when there is nothing to say. */
	problem(text: string): string | undefined;
	advice(text: string): string;
}

/** By the mode of the resource locator that takes such names. */
export const NAMINGS: Readonly<Record<string, Naming>> = {
	username: {
		what: 'a username or an address',
		isName: (text) => parseHandle(text) !== undefined,
		findId: async ({ context, index, send }, shown, text) => {
			const found = await lookUpOnce(context, parseHandle(text)!, send);
			return noteFound(context, '/accounts', foundAccount(context, index, shown, found));
		},
		wrong: 'is neither an ID, a username nor the address of a profile',
		problem: handleProblem,
		advice: () => HANDLE_ADVICE,
	},
	name: {
		what: 'a name',
		isName: (text) => text.length <= LONGEST_NAME,
		findId: async ({ context, index: itemIndex, send }, shown, text) => {
			const found = await findCreator(context, text, send);
			if ('creator' in found) return noteFound(context, '/creators', found.creator);
			const { message, description } = found;
			throw inputError(context.getNode(), shown, message, { itemIndex, description });
		},
		wrong: 'is neither an ID nor a name',
		problem: () => 'It is too long.',
		advice: () => '',
	},
	url: {
		what: 'an address, a shortcode or an ID of the platform',
		isName: (text) => parsePost(text) !== undefined,
		findId: async (item, shown, text) =>
			noteFound(item.context, '/videos', await trackedVideo(item, shown, text)),
		wrong: 'is neither an ID nor the address of a post',
		problem: postProblem,
		advice: (text) => (isShortLink(text) ? SHORT_LINK_ADVICE : POST_ADVICE),
	},
};
