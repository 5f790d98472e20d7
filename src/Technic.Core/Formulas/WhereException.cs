namespace Technic.Core.Formulas;

/// <summary>An invalid condition. The message is a sentence that begins with the position.</summary>
/// <param name="position">The position of the error, from 0.</param>
/// <param name="complaint">The error.</param>
internal sealed class WhereException(int position, string complaint) : Exception($"where, position {position + 1}: {complaint}");
