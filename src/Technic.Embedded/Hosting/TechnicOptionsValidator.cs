using Microsoft.Extensions.Options;

namespace Technic.Embedded.Hosting;

/// <summary>Fails a host at its start if the options are invalid.</summary>
internal sealed class TechnicOptionsValidator : IValidateOptions<TechnicOptions>
{
    public ValidateOptionsResult Validate(string? name, TechnicOptions options) =>
        options.Validate() is { Count: > 0 } complaints
            ? ValidateOptionsResult.Fail(complaints.Select(complaint => string.IsNullOrEmpty(name) ? complaint : $"{name}: {complaint}"))
            : ValidateOptionsResult.Success;
}
