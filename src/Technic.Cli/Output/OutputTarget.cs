using System.Text;
using System.Text.Json;
using Technic.Core.Reports;

namespace Technic.Cli.Output;

/// <summary>
/// Where a command's data goes: standard output, or a file that appears whole or not at all (it is written beside its place and moved there
/// at the end).
/// </summary>
internal sealed class OutputTarget : IDisposable
{
    private readonly string? _path;
    private readonly string? _temporary;

    private OutputTarget(Stream stream, string? path, string? temporary)
    {
        Stream = stream;
        _path = path;
        _temporary = temporary;
        Text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
    }

    /// <summary>For bytes.</summary>
    public Stream Stream { get; }

    /// <summary>For text.</summary>
    public TextWriter Text { get; }

    /// <summary>Whether it is a person's terminal.</summary>
    public required bool IsTerminal { get; init; }

    public required bool HasColour { get; init; }

    public bool IsFile => _path is not null;

    /// <summary>Opens standard output, or begins a file.</summary>
    /// <exception cref="UsageException">The place cannot be written to.</exception>
    public static OutputTarget Open(string? path, Terminal terminal)
    {
        if (path is null)
        {
            var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
            return new OutputTarget(output, null, null) { IsTerminal = terminal.OutputIsTerminal, HasColour = terminal.OutputHasColour };
        }
        try
        {
            var full = Path.GetFullPath(path);
            if (Directory.Exists(full)) throw new UsageException($"'{path}' cannot be written: it is a folder.");
            if (IsDevice(full)) throw new UsageException($"'{path}' cannot be written: it is no ordinary file.");
            var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}");
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
            return new OutputTarget(stream, full, temporary) { IsTerminal = false, HasColour = false };
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"'{path}' cannot be written: {Reason(problem)}", problem);
        }
    }

    /// <summary>Writes JSON, with line breaks where a person reads it.</summary>
    /// <param name="write">Writes it.</param>
    /// <param name="indented">Whether a person will read it, wherever it goes.</param>
    public void WriteJson(Action<Utf8JsonWriter> write, bool indented = false)
    {
        using (var json = Json.Writer(Stream, indented || IsTerminal)) write(json);
        Stream.WriteByte((byte)'\n');
    }

    /// <summary>Lets a person see what is written so far.</summary>
    public void Flush()
    {
        Text.Flush();
        Stream.Flush();
    }

    /// <summary>All data is written: a file takes its place.</summary>
    /// <exception cref="FailedRunException">It cannot.</exception>
    public void Complete()
    {
        try
        {
            Flush();
            if (_path is null) return;
            Stream.Dispose();
            File.Move(_temporary!, _path, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new FailedRunException($"The output could not be written: {Reason(problem)}", problem);
        }
    }

    /// <summary>Closes; of a file that was not completed nothing stays.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (_temporary is not null) File.Delete(_temporary);
    }

    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && (path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal));

    // The system's own words name the temporary file, which nobody has asked for.
    private static string Reason(Exception problem) => problem switch
    {
        DirectoryNotFoundException => "there is no such folder.",
        UnauthorizedAccessException => "that is not permitted.",
        PathTooLongException => "the path is too long.",
        IOException => "the disk refuses it (full, read-only, or no folder).",
        _ => "it is no path.",
    };
}
