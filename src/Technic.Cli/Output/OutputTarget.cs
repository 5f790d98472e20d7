using System.Text.Json;
using System.Text;
using Technic.Columnar;
using Technic.Core.Reports;

namespace Technic.Cli.Output;

/// <summary>
/// The destination of a command's data: standard output, or a file that is written atomically (to a temporary file, renamed at the end).
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

    /// <summary>The destination for bytes.</summary>
    public Stream Stream { get; }

    /// <summary>The destination for text.</summary>
    public TextWriter Text { get; }

    /// <summary>Whether the destination is an interactive terminal.</summary>
    public required bool IsTerminal { get; init; }

    public required bool HasColour { get; init; }

    public bool IsFile => _path is not null;

    /// <summary>A destination that keeps nothing.</summary>
    public static OutputTarget Discarding() => new(Stream.Null, null, null) { IsTerminal = false, HasColour = false };

    /// <summary>Opens standard output, or creates a file.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
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
            if (Directory.Exists(full)) throw new UsageException($"Cannot write '{path}': it is a folder.");
            if (IsDevice(full)) throw new UsageException($"Cannot write '{path}': not a regular file.");
            var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}");
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
            return new OutputTarget(stream, full, temporary) { IsTerminal = false, HasColour = false };
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"Cannot write '{path}': {Reason(problem)}", problem);
        }
    }

    /// <summary>Writes JSON, indented on a terminal.</summary>
    /// <param name="write">Writes the JSON.</param>
    /// <param name="indented">Whether to indent in every case.</param>
    public void WriteJson(Action<Utf8JsonWriter> write, bool indented = false)
    {
        using (var json = Json.Writer(Stream, indented || IsTerminal)) write(json);
        Stream.WriteByte((byte)'\n');
    }

    /// <summary>Writes a table: Arrow as a file into a file, and as a stream to standard output.</summary>
    /// <param name="table">The table.</param>
    /// <param name="format">The format.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public Task WriteTableAsync(ReportTable table, TableFormat format, CancellationToken cancellationToken) => IsFile
        ? TableFile.WriteAsync(Stream, table, format, cancellationToken)
        : TableFile.WriteStreamAsync(Stream, table, format, cancellationToken);

    /// <summary>Flushes all buffered data.</summary>
    public void Flush()
    {
        Text.Flush();
        Stream.Flush();
    }

    /// <summary>Completes the output: flushes, and moves the temporary file to its final path.</summary>
    /// <exception cref="FailedRunException">The file cannot be written.</exception>
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
            throw new FailedRunException($"Cannot write the output: {Reason(problem)}", problem);
        }
    }

    /// <summary>Closes the output and deletes a file that was not completed.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (_temporary is not null) File.Delete(_temporary);
    }

    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows()
        && (path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal));

    // The operating system's message would name the temporary file.
    private static string Reason(Exception problem) => problem switch
    {
        DirectoryNotFoundException => "the folder does not exist.",
        UnauthorizedAccessException => "access denied.",
        PathTooLongException => "the path is too long.",
        IOException => "I/O error (disk full, read-only, or the path contains a file).",
        _ => "invalid path.",
    };
}
