/** Entry of the image encoder's process. */
import { answerParent } from '../supervised-child.ts';
import { openImageModel } from './image-model.ts';

answerParent(openImageModel);
