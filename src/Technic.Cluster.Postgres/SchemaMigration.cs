using System.Globalization;
using System.Reflection;

namespace Technic.Cluster.Postgres;

/// <summary>One step of the schema: a script among this assembly's resources, <c>0001_name.sql</c>. A step that was published is never changed.</summary>
internal sealed record SchemaMigration(int Version, string Name, string Sql)
{
    private const string Prefix = "Technic.Cluster.Postgres.Migrations.";

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
        return new SchemaMigration(int.Parse(name[..separator], CultureInfo.InvariantCulture), name[(separator + 1)..], reader.ReadToEnd());
    }
}
