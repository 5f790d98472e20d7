namespace Technic.Columnar;

/// <summary>
/// The place of an export until it has ended: inside its folder, which may be a mounted one. What an export leaves that was killed is
/// removed by the next one.
/// </summary>
internal sealed class UnfinishedFolder : IDisposable
{
    private readonly string _folder;
    private readonly bool _isNew;
    private bool _isComplete;

    /// <exception cref="IOException">The folder cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public UnfinishedFolder(string folder)
    {
        _folder = folder;
        _isNew = !Directory.Exists(folder);
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
        Directory.CreateDirectory(Path);
    }

    /// <summary>Where the export writes.</summary>
    public string Path => MarketFolder.UnfinishedOf(_folder);

    /// <summary>Moves what was written to its place, the days last.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public void Complete()
    {
        MoveFile(MarketFolder.SplitsOf);
        MoveFile(MarketFolder.DividendsOf);
        Directory.Move(MarketFolder.DaysOf(Path), MarketFolder.DaysOf(_folder));
        _isComplete = true;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
            if (_isNew && !_isComplete) Directory.Delete(_folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The next export removes it, and no reader uses it.
        }
    }

    private void MoveFile(Func<string, string> fileOf)
    {
        if (File.Exists(fileOf(Path))) File.Move(fileOf(Path), fileOf(_folder));
    }
}
