namespace Technic.Core.Formulas;

/// <summary>A condition that cannot be understood. The message is a sentence that begins with the position.</summary>
/// <param name="position">The character at which it stops making sense, from 0.</param>
/// <param name="complaint">What is wrong there.</param>
internal sealed class WhereException(int position, string complaint) : Exception($"where, position {position + 1}: {complaint}");
