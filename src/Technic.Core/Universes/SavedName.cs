using Technic.Core.Text;

namespace Technic.Core.Universes;

/// <summary>The names and notes that users give to what is saved for them: lists of symbols and watches.</summary>
public static class SavedName
{
    /// <summary>The maximum length of a name, in characters.</summary>
    public const int MaxLength = 40;

    /// <summary>The maximum length of a note, in characters.</summary>
    public const int MaxNote = 500;

    /// <summary>The most existing names in a message.</summary>
    private const int MostNamed = 20;

    /// <summary>Why a text is not a name; <c>null</c> if it is one: <c>a-z</c>, <c>0-9</c> and, not first, <c>-</c>.</summary>
    /// <param name="kind">What is named, e.g. <c>list</c>.</param>
    /// <param name="name">The text.</param>
    public static string? Complaint(string kind, string name) =>
        name.Length is > 0 and <= MaxLength && name[0] != '-'
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? null
            : $"Invalid name '{Printable.Of(name)}' of a {kind}: expected 1 to {MaxLength} characters a-z, 0-9 and '-', "
                + "not beginning with '-'.";

    /// <summary>Why a text cannot be a note; <c>null</c> if it can.</summary>
    public static string? NoteComplaint(string? note) => note is null or { Length: <= MaxNote }
        ? null : $"A note has at most {MaxNote} characters, not {note.Length:N0}.";

    /// <summary>One sentence about a name that does not exist, with the nearest existing one, or some of those that exist.</summary>
    /// <param name="kind">What is named, e.g. <c>list</c>.</param>
    /// <param name="name">The unknown name.</param>
    /// <param name="names">The existing names.</param>
    public static string Unknown(string kind, string name, IReadOnlyCollection<string> names)
    {
        var (unknown, nearest) = ($"Unknown {kind} '{Printable.Of(name)}'", Suggestion.DidYouMean(name, names));
        if (names.Count == 0) return $"{unknown}: there are no {(kind == "watch" ? "watches" : kind + "s")}.";
        return nearest.Length > 0 ? $"{unknown}{nearest}."
            : $"{unknown}. Expected: {string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? ", …" : ".")}";
    }
}
