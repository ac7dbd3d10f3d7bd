using System.CommandLine;
using System.CommandLine.Parsing;
using PageEngine.Cli.Transferring;

namespace PageEngine.Cli.Commands;

/// <summary>Options that <c>send</c> and <c>receive</c> share.</summary>
internal static class TransferOptionsOf
{
    internal static Option<string?> FileName(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE",
    };

    /// <summary>Where to listen.</summary>
    internal static Option<HostAndPort?> Address(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "HOST:PORT",
        CustomParser = result => Parse(result, name, allowsPortZero: true),
    };

    /// <summary>Whom to connect with.</summary>
    internal static Argument<HostAndPort?> Receiver(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => Parse(result, name, allowsPortZero: false),
    };

    /// <summary>One of some words.</summary>
    internal static Option<string> Choice(string name, string description, IEnumerable<string> words, string fallback)
    {
        Option<string> option = new(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => fallback,
        };
        option.AcceptOnlyFromAmong([.. words]);
        return option;
    }

    private static HostAndPort? Parse(ArgumentResult result, string name, bool allowsPortZero)
    {
        string word = CommandLineRules.WordOf(result);
        if (HostAndPort.TryParse(word, allowsPortZero, out HostAndPort value))
        {
            return value;
        }

        result.AddError($"{name} is '{word}', but must be a host and a port, such as 127.0.0.1:7000 or [::1]:7000");
        return null;
    }
}
