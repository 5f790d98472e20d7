using System.CommandLine;
using Technic.Cli.Setup;
using Technic.Web.Security;

namespace Technic.Cli.Commands;

/// <summary><c>technic keys</c>: creates API keys for a server.</summary>
internal sealed class KeysCommand : Command
{
    public static CommandEntry Entry => new("keys", "Create API keys for a server.", shell => new KeysCommand(shell));

    private readonly Shell _shell;
    private readonly Argument<string> _name = new("NAME") { Description = "Name of the key owner, e.g. laptop." };
    private readonly ChoiceOption<ApiRole> _role = new(
        "--role", "role", "Role of the key: read only, or also operate (clear the cache, cancel scans of others).",
        ("read", ApiRole.Read), ("operate", ApiRole.Operate))
    {
        Default = "read",
    };

    private readonly OutputOptions _output = new(OutputFormat.Table, OutputFormat.Json);

    public KeysCommand(Shell shell) : base(Entry.Name, Entry.Summary)
    {
        _shell = shell;
        var create = new Command("new", "Create an API key. Prints the key, once, and the line for the server's key file.")
        {
            _name,
            _role,
        };
        _output.AddTo(create);
        create.SetAction(Create);
        Add(create);
    }

    private int Create(ParseResult arguments)
    {
        var key = ApiKey.New(arguments.GetValue(_name)!, _role.Read(arguments), out var secret);
        using var target = _output.Open(arguments, _shell.Terminal);
        if (_output.Format(arguments) == OutputFormat.Json)
        {
            target.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("key", secret);
                json.WriteString("line", key.ToString());
                json.WriteEndObject();
            });
        }
        else
        {
            target.Text.WriteLine($"key:  {secret}");
            target.Text.WriteLine($"line: {key}");
        }
        target.Complete();
        _shell.Terminal.WriteMessage(
            "Give the key to its owner; it is not stored. Add the line to the file of 'serve --keys' or Technic:KeyFile.");
        return ExitCodes.Success;
    }
}
