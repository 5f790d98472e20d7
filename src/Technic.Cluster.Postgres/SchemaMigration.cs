using System.Globalization;
using System.Reflection;

namespace Technic.Cluster.Postgres;

/// <summary>
/// One step of the schema: a script among this assembly's resources, <c>0001_name.sql</c>. A step that was published is never changed.
/// </summary>
/// <param name="Version">The version that it leads to.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sql">The script.</param>
/// <param name="CompatibleSince">
/// The earliest version whose programs work with the schema after this step. A script says so in its first line, <c>-- compatible since
/// 5</c>; without it the step is for no earlier program. A step that only adds what earlier programs neither read nor have to write is
/// compatible.
/// </param>
internal sealed record SchemaMigration(int Version, string Name, string Sql, int CompatibleSince)
{
    private const string Prefix = "Technic.Cluster.Postgres.Migrations.";
    private const string Compatible = "-- compatible since ";

    /// <summary>Every step, ascending from version 1 without gaps.</summary>
    public static IReadOnlyList<SchemaMigration> All { get; } = Load();

    private static SchemaMigration[] Load()
    {
        var assembly = typeof(SchemaMigration).Assembly;
        var steps = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name))
            .ToArray();
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Version != i + 1) throw new InvalidOperationException($"The schema's step {i + 1} is missing.");
        }
        return steps;
    }

    private static SchemaMigration Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var name = resource[Prefix.Length..^".sql".Length];
        var separator = name.IndexOf('_', StringComparison.Ordinal);
        return Of(int.Parse(name[..separator], CultureInfo.InvariantCulture), name[(separator + 1)..], reader.ReadToEnd());
    }

    /// <summary>A step with what its script says.</summary>
    internal static SchemaMigration Of(int version, string name, string sql)
    {
        var first = sql.AsSpan(0, sql.IndexOf('\n', StringComparison.Ordinal) is var end and >= 0 ? end : sql.Length).TrimEnd();
        if (!first.StartsWith(Compatible, StringComparison.Ordinal)) return new SchemaMigration(version, name, sql, version);
        return int.TryParse(first[Compatible.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var since)
            && since >= 1 && since <= version
            ? new SchemaMigration(version, name, sql, since)
            : throw new InvalidOperationException(
                $"The first line of the schema's step {version} must be '{Compatible}N', N from 1 to {version}.");
    }
}
