using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Npgsql;

namespace Technic.Testing;

/// <summary>
/// A real PostgreSQL for tests. <see cref="GetAsync"/> returns one that all tests of the process share: the server of
/// <c>TECHNIC_TEST_POSTGRES</c> (a connection string whose user may create databases and roles), or else a private one.
/// <see cref="StartPrivateAsync"/> returns a server that a test may stop and suspend. A private server listens on a free port of the
/// loopback interface, keeps its files in a temporary folder and ends with the process in all cases; its binaries are those on the PATH or
/// under <c>/usr/lib/postgresql</c>.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The environment variable of a server to use instead of a private one.</summary>
    public const string Variable = "TECHNIC_TEST_POSTGRES";

    private const string NotInstalled =
        "These tests need PostgreSQL 14 or newer: install it (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql), "
        + "or set " + Variable + " to the connection string of a server on which the tests may create databases.";

    /// <summary>Why a test that needs a server of its own is skipped.</summary>
    public const string NoPrivateServer =
        "PostgreSQL is not installed on this machine, and the server of " + Variable + " must not be stopped.";

    private const string Prefix = "technic_test_";

    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartSharedAsync);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static int _names;

    private readonly NpgsqlConnectionStringBuilder _connection;
    private readonly Cluster? _cluster;

    private PostgresServer(NpgsqlConnectionStringBuilder connection, Cluster? cluster)
    {
        _connection = connection;
        _cluster = cluster;
    }

    /// <summary>The binaries, files and processes of a private server.</summary>
    private sealed record Cluster(string Binaries, string Folder, int Port)
    {
        public Process? Keeper { get; set; }

        public string Data => Path.Combine(Folder, "data");

        public string Log => Path.Combine(Folder, "server.log");
    }

    /// <summary>Whether PostgreSQL is installed here, as <see cref="StartPrivateAsync"/> requires.</summary>
    public static bool IsInstalled => FindBinaries() is not null;

    public int Port => _connection.Port;

    /// <summary>The server that all tests of the process share.</summary>
    public static Task<PostgresServer> GetAsync() => Shared.Value;

    /// <summary>Starts a separate server.</summary>
    public static async Task<PostgresServer> StartPrivateAsync()
    {
        var binaries = FindBinaries() ?? throw new InvalidOperationException(NotInstalled);
        var folder = (await RunAsync("mktemp", "-d", "-t", "technic-postgres-XXXXXX")).Trim();
        var cluster = new Cluster(binaries, folder, FreePort());
        await RunAsync(
            Path.Combine(binaries, "initdb"), "--pgdata", cluster.Data, "--username", "technic", "--auth", "trust", "--encoding", "UTF8",
            "--locale", "C", "--no-sync");
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = cluster.Port, Username = "technic", Database = "postgres", Timeout = 5, CommandTimeout = 30,
        };
        var server = new PostgresServer(connection, cluster);
        await server.StartAsync();
        return server;
    }

    /// <summary>Creates an empty database and returns the connection string of its owner.</summary>
    /// <param name="password">The password in the connection string; a private server does not check it.</param>
    /// <param name="isPatient">Whether statements have a timeout that exceeds any delay of a loaded machine; otherwise the connection
    /// string has none.</param>
    public async Task<string> CreateDatabaseAsync(string? password = null, bool isPatient = true)
    {
        var name = NewName();
        await RunSqlAsync(_connection.ConnectionString, $"CREATE DATABASE {name}");
        var connection = new NpgsqlConnectionStringBuilder(_connection.ConnectionString) { Database = name };
        if (password is not null && _cluster is not null) connection.Password = password;
        connection.Remove("Timeout");
        connection.Remove("Command Timeout");
        if (isPatient) (connection.Timeout, connection.CommandTimeout) = (30, 30);
        return connection.ConnectionString;
    }

    /// <summary>Creates a user with only the right to log in, and returns its connection string for a database.</summary>
    public async Task<string> CreateUserAsync(string database, string password)
    {
        var name = NewName();
        await RunSqlAsync(_connection.ConnectionString, $"CREATE ROLE {name} LOGIN PASSWORD '{password}'");
        return new NpgsqlConnectionStringBuilder(database) { Username = name, Password = password }.ConnectionString;
    }

    /// <summary>Runs SQL on a database of this server and returns the first value of its last result.</summary>
    public static async Task<object?> RunSqlAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Starts a private server that was stopped, on the same port with the same files.</summary>
    public async Task StartAsync()
    {
        var cluster = Private();
        // The keeper reads this process's pipe. When this process ends in any way, the pipe closes without a line: the keeper stops the
        // server and removes its files. A line means that the server was stopped and its files are kept. (The state of the server does not
        // show this, because it ends a little later.)
        const string keep =
            """
            "$1/postgres" -D "$2/data" -p "$3" -k "" -h 127.0.0.1 -F \
              -c full_page_writes=off -c shared_buffers=128MB -c max_connections=200 -c logging_collector=off >>"$2/server.log" 2>&1 &
            server=$!
            trap '' INT TERM HUP
            if read -r _; then
              wait $server
              exit 0
            fi
            kill -CONT $server $(pgrep -P $server) 2>/dev/null
            kill -QUIT $server 2>/dev/null
            wait $server
            rm -rf "$2"
            """;
        cluster.Keeper = Process.Start(
            AsServerUser("sh", "-c", keep, "sh", cluster.Binaries, cluster.Folder, cluster.Port.ToString(CultureInfo.InvariantCulture)))!;
        var until = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (cluster.Keeper.HasExited || until.Elapsed > StartLimit)
                throw new InvalidOperationException($"The private PostgreSQL did not start: {await ReadLogAsync(cluster)}");
            await Task.Delay(20);
        }
    }

    /// <summary>Stops a private server at once, as in a crash; committed data is kept.</summary>
    public async Task StopAsync()
    {
        var cluster = Private();
        Resume();
        await RunAsync(Path.Combine(cluster.Binaries, "pg_ctl"), "stop", "-D", cluster.Data, "-m", "immediate", "-s", "-w");
        await EndKeeperAsync(cluster);
    }

    /// <summary>Stops a private server as an administrator does: sessions are notified and closed.</summary>
    public async Task StopFastAsync()
    {
        var cluster = Private();
        await RunAsync(Path.Combine(cluster.Binaries, "pg_ctl"), "stop", "-D", cluster.Data, "-m", "fast", "-s", "-w");
        await EndKeeperAsync(cluster);
    }

    /// <summary>Suspends a private server: its connections stay open and nothing responds.</summary>
    public void Suspend() => Signal(StopSignal);

    /// <summary>Resumes a suspended server.</summary>
    public void Resume() => Signal(ContinueSignal);

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not { } cluster) return;
        if (cluster.Keeper is not null) await StopAsync();
        await RunAsync("rm", "-rf", cluster.Folder);
    }

    private static async Task<PostgresServer> StartSharedAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } given) return await StartPrivateAsync();
        await CleanUpAsync(given);
        return new PostgresServer(new NpgsqlConnectionStringBuilder(given), cluster: null);
    }

    private static string NewName() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix}{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}_{Environment.ProcessId}_{Interlocked.Increment(ref _names)}");

    /// <summary>Removes what earlier runs left on a shared server: a test process has no time to do so at its end.</summary>
    private static async Task CleanUpAsync(string server)
    {
        var old = DateTimeOffset.UtcNow.AddHours(-2).ToUnixTimeSeconds();
        foreach (var (kind, names) in new[] { ("DATABASE", "SELECT datname FROM pg_database"), ("ROLE", "SELECT rolname FROM pg_roles") })
        {
            var stale = $"name LIKE '{Prefix}%' AND split_part(name, '_', 3)::bigint < {old}";
            var found = await RunSqlAsync(server, $"SELECT coalesce(string_agg(name, ','), '') FROM ({names}) AS n (name) WHERE {stale}");
            foreach (var name in ((string)found!).Split(',', StringSplitOptions.RemoveEmptyEntries))
                await RunSqlAsync(server, $"DROP {kind} IF EXISTS {name}");
        }
    }

    private Cluster Private() =>
        _cluster ?? throw new InvalidOperationException($"The server of {Variable} must not be stopped.");

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await RunSqlAsync(_connection.ConnectionString, "SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task EndKeeperAsync(Cluster cluster)
    {
        if (cluster.Keeper is not { } keeper) return;
        cluster.Keeper = null;
        await keeper.StandardInput.WriteLineAsync("stopped");
        keeper.StandardInput.Close();
        await keeper.WaitForExitAsync();
        keeper.Dispose();
    }

    private static async Task<string> ReadLogAsync(Cluster cluster)
    {
        try
        {
            return await RunAsync("tail", "-n", "20", cluster.Log);
        }
        catch (InvalidOperationException problem)
        {
            return problem.Message;
        }
    }

    private static string? FindBinaries()
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var packaged = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(VersionOf).Select(folder => Path.Combine(folder, "bin"))
            : [];
        return onPath.Concat(packaged)
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));

        static double VersionOf(string folder) =>
            double.TryParse(Path.GetFileName(folder), NumberStyles.Float, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> RunAsync(params string[] command)
    {
        using var process = Process.Start(AsServerUser(command))!;
        process.StandardInput.Close();
        // pg_ctl's children inherit its output: it is read only up to the output of the command itself.
        var output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var text = await output;
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{command[0]} failed ({process.ExitCode}): {text}");
    }

    /// <summary>PostgreSQL does not run as root: in that case it runs as the user of its package.</summary>
    private static ProcessStartInfo AsServerUser(params string[] command)
    {
        string[] whole = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", .. command] : command;
        var start = new ProcessStartInfo(whole[0])
        {
            // A folder that this user can access.
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in whole.Skip(1)) start.ArgumentList.Add(argument);
        return start;
    }

    private void Signal(int signal)
    {
        var server = int.Parse(File.ReadLines(Path.Combine(Private().Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        // The server first, so that it starts no further process.
        Send(server, signal);
        foreach (var child in ChildrenOf(server)) Send(child, signal);
    }

    private static void Send(int process, int signal)
    {
        if (Kill(process, signal) != 0 && Marshal.GetLastPInvokeError() != NoSuchProcess)
            throw new InvalidOperationException(
                $"The signal to process {process} of PostgreSQL failed (error {Marshal.GetLastPInvokeError()}).");
    }

    private static IEnumerable<int> ChildrenOf(int parent)
    {
        var start = new ProcessStartInfo("pgrep")
        {
            ArgumentList = { "-P", parent.ToString(CultureInfo.InvariantCulture) }, RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var children = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return children.Select(child => int.Parse(child, CultureInfo.InvariantCulture));
    }

    private const int NoSuchProcess = 3;

    private static readonly int StopSignal = OperatingSystem.IsMacOS() ? 17 : 19;
    private static readonly int ContinueSignal = OperatingSystem.IsMacOS() ? 19 : 18;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
