namespace Technic.Core.Scanning.Requests;

/// <summary>
/// Makes a property of <see cref="ScanRequest"/> a field of requests. Its name in JSON and in queries is the property's in camelCase; its default is the
/// property's.
/// </summary>
/// <param name="meaning">One sentence for the description of the API.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequestFieldAttribute(string meaning) : Attribute
{
    public string Meaning => meaning;

    /// <summary>The option of the command line; <c>null</c> for none. One that begins with <c>--no-</c> turns a flag off.</summary>
    public string? Option { get; init; }

    /// <summary>What stands for the option's value in its help; a usual one by default.</summary>
    public string? Placeholder { get; init; }

    /// <summary>One sentence for the option's help, where <see cref="Meaning"/> does not fit.</summary>
    public string? OptionMeaning { get; init; }

    /// <summary>Whether saved requests and presets have the field; <c>false</c> for one that concerns a single call.</summary>
    public bool IsSaved { get; init; } = true;
}
