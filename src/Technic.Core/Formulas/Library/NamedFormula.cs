using Technic.Core.Formulas.Syntax;

namespace Technic.Core.Formulas.Library;

/// <summary>A formula with a name, such as <c>golden_cross</c>.</summary>
public sealed class NamedFormula
{
    private readonly Lazy<ProgramSyntax> _program;

    /// <param name="name">Its name.</param>
    /// <param name="text">The formula.</param>
    /// <param name="meaning">One sentence without a full stop; may be empty.</param>
    /// <param name="family">Its family in the documentation.</param>
    /// <param name="parameters">Its parameters, which are names in the formula.</param>
    public NamedFormula(string name, string text, string meaning, string family, params FormulaParameter[] parameters)
    {
        (Name, Text, Meaning, Family, Parameters) = (name, text, meaning, family, parameters);
        _program = new Lazy<ProgramSyntax>(() => FormulaParser.Parse(text));
    }

    /// <summary>A formula of a list of definitions.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="text">The list.</param>
    internal NamedFormula(DefinitionSyntax definition, string text)
    {
        (Name, Meaning, Family, Parameters) = (definition.Name, "", "Own formulas", []);
        Text = definition.TextIn(text);
        _program = new Lazy<ProgramSyntax>(new ProgramSyntax([], definition.Value));
    }

    public string Name { get; }

    /// <summary>The formula.</summary>
    public string Text { get; }

    /// <summary>One sentence without a full stop; may be empty.</summary>
    public string Meaning { get; }

    /// <summary>Its family in the documentation.</summary>
    public string Family { get; }

    public IReadOnlyList<FormulaParameter> Parameters { get; }

    /// <summary>How it is written, e.g. <c>new_high(252)</c>.</summary>
    public string Signature => Parameters.Count == 0
        ? Name
        : $"{Name}({string.Join(", ", Parameters.Select(parameter => WrittenNumber.Of(parameter.Usual)))})";

    internal ProgramSyntax Program => _program.Value;
}

/// <summary>A parameter of a named formula.</summary>
/// <param name="Name">Its name in the formula.</param>
/// <param name="Usual">Its value if it is left out.</param>
public sealed record FormulaParameter(string Name, double Usual);
