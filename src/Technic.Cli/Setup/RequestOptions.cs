using System.CommandLine;
using Technic.Cli.Output;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;

namespace Technic.Cli.Setup;

/// <summary>The options that take a request from elsewhere, or keep it for another time.</summary>
internal sealed class RequestOptions
{
    private readonly Option<string?> _preset = NewOption.Text(
        "--preset", "NAME", "Begin with a preset; 'technic presets' lists them. Options beside it hold before it.");
    private readonly Option<string?> _presets = PresetsFile();
    private readonly Option<string?> _request = NewOption.Text(
        "--request", "FILE", "Begin with a saved request. A preset and options beside it hold before it.");
    private readonly Option<string?> _saveRequest = NewOption.Text("--save-request", "FILE", "Save the request, as JSON, before the scan.");

    /// <summary>The option that names a file with presets.</summary>
    public static Option<string?> PresetsFile() => NewOption.Text(
        "--presets", "FILE", "More presets, as JSON: {\"name\": {\"meaning\": \"…\", \"where\": \"…\", …}, …}.");

    /// <summary>The presets there are: those built in, and those of the file.</summary>
    /// <exception cref="ScanRequestException">The file cannot be read or is refused.</exception>
    public static Presets PresetsOf(string? file) => file is null ? Presets.BuiltIn : Presets.Load(file);

    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[_preset, _presets, _request, _saveRequest]) command.Add(option);
    }

    /// <summary>What is asked for: the saved request, changed by the preset, changed by what the command line itself says.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="said">What it says itself, symbols included.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ScanRequestException">It cannot be carried out as asked, or a file cannot be read.</exception>
    public AskedScan Read(ParseResult arguments, RequestChanges said, TimeProvider time)
    {
        var layers = new List<RequestChanges>();
        if (arguments.GetValue(_request) is { } saved) layers.Add(RequestJson.Load(saved));
        // A file with a mistake is refused, whether or not the scan uses it.
        var presets = arguments.GetValue(_presets) is { } file ? Presets.Load(file) : null;
        if (arguments.GetValue(_preset) is { } name) layers.Add((presets ?? Presets.BuiltIn).Find(name).Changes);
        layers.Add(said);
        return Of(layers, time);
    }

    /// <summary>What the command line itself asks for, where there is nothing else to begin with.</summary>
    /// <exception cref="ScanRequestException">It cannot be carried out as asked.</exception>
    public static AskedScan Of(RequestChanges said, TimeProvider time) => Of([said], time);

    private static AskedScan Of(List<RequestChanges> layers, TimeProvider time)
    {
        var request = layers.Aggregate(new ScanRequest { StreamRows = false }, (request, changes) => changes.ApplyTo(request));
        request.Validate(NewYork.Date(time.GetUtcNow()));
        // Symbols and the file that describes them belong together: who names one of them means no other of an earlier layer.
        var named = layers.LastOrDefault(changes => changes.Symbols is not null || changes.UniverseFile is not null);
        return new AskedScan(request, named?.Symbols, named?.UniverseFile);
    }

    /// <summary>Saves a request where that was asked for.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public void Save(ParseResult arguments, AskedScan asked, Terminal terminal)
    {
        if (arguments.GetValue(_saveRequest) is not { } path) return;
        using var file = OutputTarget.Open(path, terminal);
        file.WriteJson(json => RequestJson.Write(json, asked.ToChanges()), indented: true);
        file.Complete();
        terminal.Say($"The request is saved; --request {TerminalText.Clean(path)} repeats it.");
    }
}
