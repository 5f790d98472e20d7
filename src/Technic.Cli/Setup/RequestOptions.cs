using System.CommandLine;
using Technic.Cli.Output;
using Technic.Core.Formulas.Library;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Core.Watches;

namespace Technic.Cli.Setup;

/// <summary>The options for presets and saved requests.</summary>
/// <param name="data">The option for the folder of the price store.</param>
internal sealed class RequestOptions(Option<string?> data)
{
    private readonly Option<string?> _preset = OptionFactory.Text(
        "--preset", "NAME", "Use a preset; see 'technic presets'. Explicit options override it.");
    private readonly Option<string?> _presets = PresetsFile();
    private readonly Option<string?> _request = OptionFactory.Text(
        "--request", "FILE", "Use a saved request. A preset and explicit options override it.");
    private readonly FormulaFileOption _formulas = new(data);
    private readonly Option<string?> _saveRequest = OptionFactory.Text("--save-request", "FILE", "Save the request as JSON.");

    /// <summary>Creates the option for a presets file.</summary>
    public static Option<string?> PresetsFile() => OptionFactory.Text(
        "--presets", "FILE", "Additional presets as JSON: {\"name\": {\"meaning\": \"…\", \"where\": \"…\", …}, …}.");

    /// <summary>Returns the built-in presets and those of the file.</summary>
    /// <param name="file">The file; <c>null</c> for none.</param>
    /// <param name="definitions">Named formulas that the presets may use.</param>
    /// <exception cref="ScanRequestException">The file cannot be read or is invalid.</exception>
    public static Presets PresetsOf(string? file, FormulaDefinitions definitions) =>
        file is null ? Presets.BuiltIn : Presets.Load(file, definitions);

    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[_preset, _presets, _request, _saveRequest]) command.Add(option);
        _formulas.AddTo(command);
    }

    /// <summary>Adds the options that choose a request, without that for saving it in a file.</summary>
    public void AddChoicesTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[_preset, _presets, _request]) command.Add(option);
        _formulas.AddTo(command);
    }

    /// <summary>
    /// Reads a scan to be kept: a built-in preset by its name, and the explicit fields. Presets and named formulas of files become fields,
    /// because the files may change or be elsewhere.
    /// </summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="explicitChanges">The explicit options, including symbols.</param>
    /// <exception cref="ScanRequestException">The request is invalid, or a file cannot be read.</exception>
    public SavedScan ReadSaved(ParseResult arguments, RequestChanges explicitChanges)
    {
        var saved = arguments.GetValue(_request) is { } file ? RequestJson.Load(file) : new RequestChanges();
        var definitions = _formulas.Definitions(arguments);
        var preset = arguments.GetValue(_preset) is { } name ? PresetsOf(arguments.GetValue(_presets), definitions).Find(name) : null;
        var isBuiltIn = preset is not null && arguments.GetValue(_request) is null && Presets.BuiltIn.All.Contains(preset);
        if (preset is not null && !isBuiltIn) saved = saved.With(preset.Changes);
        return new SavedScan(isBuiltIn ? preset!.Name : null, saved.With(explicitChanges)).WithNamed(definitions);
    }

    /// <summary>Builds the scan: the saved request, overridden by the preset, overridden by the explicit options.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="explicitChanges">The explicit options, including symbols.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ScanRequestException">The request is invalid, or a file cannot be read.</exception>
    public ScanArguments Read(ParseResult arguments, RequestChanges explicitChanges, TimeProvider time)
    {
        var layers = new List<RequestChanges>();
        if (arguments.GetValue(_request) is { } saved) layers.Add(RequestJson.Load(saved));
        // An invalid file is an error, whether or not the scan uses it.
        var definitions = _formulas.Definitions(arguments);
        var (file, name) = (arguments.GetValue(_presets), arguments.GetValue(_preset));
        // Every preset is compiled when it is read; a scan without presets starts sooner.
        if (file is not null || name is not null)
        {
            var presets = PresetsOf(file, definitions);
            if (name is not null) layers.Add(presets.Find(name).Changes);
        }
        layers.Add(explicitChanges);
        return Of(layers, definitions, time);
    }

    /// <summary>Builds the scan from the explicit options alone.</summary>
    /// <exception cref="ScanRequestException">The request is invalid.</exception>
    public static ScanArguments Of(RequestChanges explicitChanges, TimeProvider time) =>
        Of([explicitChanges], FormulaDefinitions.None, time);

    private static ScanArguments Of(List<RequestChanges> layers, FormulaDefinitions definitions, TimeProvider time)
    {
        var request = layers.Aggregate(new ScanRequest { StreamRows = false }, (request, changes) => changes.ApplyTo(request))
            .WithNamed(definitions);
        request.Validate(NewYork.Date(time.GetUtcNow()));
        // Symbols and universe file belong together: a layer that sets one of them replaces both of earlier layers.
        var named = layers.LastOrDefault(changes => changes.Symbols is not null || changes.UniverseFile is not null);
        return new ScanArguments(request, named?.Symbols, named?.UniverseFile);
    }

    /// <summary>Saves the request if <c>--save-request</c> is set.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public void Save(ParseResult arguments, ScanArguments scan, Terminal terminal)
    {
        if (arguments.GetValue(_saveRequest) is not { } path) return;
        using var file = OutputTarget.Open(path, terminal);
        file.WriteJson(json => RequestJson.Write(json, scan.ToChanges()), indented: true);
        file.Complete();
        terminal.WriteMessage($"Request saved. Use --request {TerminalText.Clean(path)} to repeat it.");
    }
}
