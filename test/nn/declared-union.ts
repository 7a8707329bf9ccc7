/** The members of a union of string literals, read from the package's own declarations by the compiler. */
import { join } from 'node:path';
import ts from 'typescript';

const DECLARATIONS = join(import.meta.dirname, '../../dist/model/architecture.d.ts');

/** Literals of a type that model/architecture.ts exports, or of one property of its members. */
export function declaredUnion(typeName: string, property?: string): string[] {
  const program = ts.createProgram([DECLARATIONS], { noLib: true, types: [] });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(DECLARATIONS)!;
  const symbol = checker
    .getExportsOfModule(checker.getSymbolAtLocation(file)!)
    .find(({ name }) => name === typeName)!;
  const declared = checker.getDeclaredTypeOfSymbol(symbol);
  const type = property
    ? checker.getTypeOfSymbol(checker.getPropertyOfType(declared, property)!)
    : declared;
  const members = type.isUnion() ? type.types : [type];
  return members.map((member) => (member as ts.StringLiteralType).value);
}
