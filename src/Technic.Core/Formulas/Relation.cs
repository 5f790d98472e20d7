namespace Technic.Core.Formulas;

internal enum Relation
{
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}
