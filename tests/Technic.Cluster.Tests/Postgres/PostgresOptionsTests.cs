using Npgsql;
using Technic.Cluster.Client;

namespace Technic.Cluster.Tests.Postgres;

public sealed class PostgresOptionsTests
{
    [Fact]
    public void What_the_connection_string_does_not_say_is_set_as_the_cluster_needs_it()
    {
        var connection = new PostgresOptions { ConnectionString = "Host=db;Database=technic;Username=u;Password=p" }.Connection();

        Assert.Equal(
            (2, 2, 20, 32, "technic"),
            (connection.Timeout, connection.CommandTimeout, connection.MaxPoolSize, connection.MaxAutoPrepare, connection.ApplicationName));
    }

    [Fact]
    public void What_the_connection_string_says_counts_even_where_it_is_the_drivers_own_default()
    {
        var connection = new PostgresOptions
        {
            ConnectionString = "Server=db;Timeout=15;CommandTimeout=30;Max Auto Prepare=0;ApplicationName=mine",
        }.Connection();

        Assert.Equal(
            (15, 30, 0, "mine"), (connection.Timeout, connection.CommandTimeout, connection.MaxAutoPrepare, connection.ApplicationName));
    }

    [Theory]
    [InlineData("Host=db;Password=ab;hunter2=ef")]
    [InlineData("Host=db;Password='hunter2")]
    [InlineData("postgres://user:hunter2@db/technic")]
    [InlineData("Host=db;Timeout=hunter2")]
    [InlineData("hunter2")]
    public void A_connection_string_that_cannot_be_read_is_refused_without_being_shown(string connection)
    {
        var options = new PostgresOptions { ConnectionString = connection };

        var complaint = Assert.Single(options.Validate());

        Assert.Contains("cannot be read", complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", complaint, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "hunter2", Assert.Throws<ArgumentException>(() => new PostgresDatabase(options)).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Database=technic")]
    public void A_connection_string_without_a_host_names_the_variable_to_set(string connection)
    {
        Assert.Contains(
            PostgresOptions.ConnectionVariable, Assert.Single(new PostgresOptions { ConnectionString = connection }.Validate()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_out_of_range_are_refused_with_the_range()
    {
        var options = new PostgresOptions { ConnectionString = "Host=db", ReadBatch = 0, BreakDuration = TimeSpan.Zero };

        Assert.Equal(
            [
                "ReadBatch 0 is out of range: 1 to 1000 are possible.",
                "BreakDuration 00:00:00 is out of range: 00:00:00.1000000 to 00:10:00 are possible.",
            ],
            options.Validate());
    }

    [Fact]
    public void Neither_the_options_nor_the_database_show_the_password()
    {
        var options =
            new PostgresOptions { ConnectionString = "Host=db;Database=technic;Username=u;Password=hunter2;Persist Security Info=true" };
        using var database = new PostgresDatabase(options);

        Assert.DoesNotContain(
            "hunter2", $"{options} {database} {database.Source.ConnectionString} {System.Text.Json.JsonSerializer.Serialize(options)}",
            StringComparison.Ordinal);
        Assert.Equal("database 'technic' at db:5432, user 'u'", database.ToString());
        using var connection = database.Source.CreateConnection();
        Assert.Equal("hunter2", new NpgsqlConnectionStringBuilder(options.ConnectionString).Password);
        Assert.DoesNotContain("hunter2", connection.ConnectionString, StringComparison.Ordinal);
    }
}
