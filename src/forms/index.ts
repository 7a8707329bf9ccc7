/** What values from outside must be, as data that readers check by and tests walk. Pure; sees nothing of the project. */
export {
  type AnyForm,
  type ChoiceForm,
  type EitherForm,
  expectation,
  type FlagForm,
  type Form,
  findMisfit,
  fits,
  type ListForm,
  type Misfit,
  type NumberForm,
  type ObjectForm,
  type RecordForm,
  type TextForm,
} from './form.js';
