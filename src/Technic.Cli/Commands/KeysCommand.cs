using System.CommandLine;
using Technic.Cli.Setup;
using Technic.Web.Security;

namespace Technic.Cli.Commands;

/// <summary><c>technic keys</c>: the keys of those who may use a server.</summary>
internal sealed class KeysCommand : Command
{
    private readonly Shell _shell;
    private readonly Argument<string> _name = new("NAME") { Description = "Who will have the key, e.g. laptop." };
    private readonly WordOption<ApiRole> _role = new(
        "--role", "role", "What the key allows: to look, or also to change what others see.", ("read", ApiRole.Read), ("operate", ApiRole.Operate))
    {
        Default = "read",
    };

    private readonly OutputOptions _output = new(OutputFormat.Table, OutputFormat.Json);

    public KeysCommand(Shell shell) : base("keys", "Make keys for those who may use a server.")
    {
        _shell = shell;
        var make = new Command("new", "Make a key: it is shown once, with the line that the server knows it by.") { _name, _role };
        _output.AddTo(make);
        make.SetAction(Make);
        Add(make);
    }

    private int Make(ParseResult arguments)
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
        _shell.Terminal.Say("The key is for its owner and is kept nowhere; the line goes into the file of 'serve --keys' or Technic:KeyFile.");
        return ExitCodes.Success;
    }
}
