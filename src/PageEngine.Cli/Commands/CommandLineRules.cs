using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace PageEngine.Cli.Commands;

/// <summary>Options and arguments that say in plain words what is wrong with their values.</summary>
internal static class CommandLineRules
{
    /// <summary>The most workers that a scan takes.</summary>
    private const int MaxWorkers = 64;

    /// <summary>An option that takes a whole number within limits.</summary>
    internal static Option<int> NumberOption(string name, string description, int least, int most, int? fallback) =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = fallback is { } value ? _ => value : null!,
            CustomParser = result => ParseNumber(result, name, least, most),
        };

    /// <summary>An option that takes one of a few words.</summary>
    internal static Option<string> ChoiceOption(
        string name, string description, IReadOnlyList<string> words, string fallback)
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

    /// <summary>How many threads work.</summary>
    internal static Option<int> WorkersOption() => NumberOption(
        "--workers", "Threads that work; the result is the same for any number.", 1, MaxWorkers,
        Math.Min(Environment.ProcessorCount, MaxWorkers));

    /// <summary>Whether files are raw dumps without a look at their first bytes.</summary>
    internal static Option<bool> RawOption() => new("--raw")
    {
        Description = "Take every file as a raw dump, whatever its first bytes say.",
    };

    /// <summary>The seed of a simulation.</summary>
    internal static Option<ulong?> SeedOption() => new("--seed")
    {
        Description = "The seed of all chance, instead of the scenario's.",
        HelpName = "N",
        CustomParser = ParseSeed,
    };

    /// <summary>An option that takes names with commas between them, each of which is known.</summary>
    internal static Option<IReadOnlyList<string>?> NamesOption(
        string name, string description, Func<string, bool> isKnown, string known) =>
        new(name)
        {
            Description = description,
            HelpName = "LIST",
            CustomParser = result =>
            {
                string[] names = WordOf(result).Split(',', StringSplitOptions.TrimEntries);
                if (Array.Find(names, word => !isKnown(word)) is { } strange)
                {
                    result.AddError($"{name} takes names with commas between them, of {known}, not '{strange}'");
                }

                return [.. names.Distinct()];
            },
        };

    /// <summary>Refuses words that begin with a hyphen: mistyped options, unless they follow <c>--</c>.</summary>
    internal static void RefuseUnknownOptions(this Argument argument, IReadOnlyList<string> args) =>
        argument.Validators.Add(result =>
        {
            HashSet<string> before = [.. args.TakeWhile(static word => word != "--")];
            string? unknown = result.Tokens.Select(static token => token.Value)
                .FirstOrDefault(word => word.Length > 1 && word[0] == '-' && before.Contains(word));
            if (unknown is not null)
            {
                result.AddError($"there is no option {unknown}; a path that begins with a hyphen goes behind --");
            }
            else if (result.Tokens.Any(static token => token.Value.Length == 0))
            {
                result.AddError("a path is empty");
            }
        });

    /// <summary>The word that an option was given; empty when there is none or there are several.</summary>
    internal static string WordOf(ArgumentResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";

    private static ulong? ParseSeed(ArgumentResult result)
    {
        string word = WordOf(result);
        if (ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed))
        {
            return seed;
        }

        result.AddError($"--seed takes a whole number from 0 to {ulong.MaxValue}, not '{word}'");
        return null;
    }

    private static int ParseNumber(ArgumentResult result, string name, int least, int most)
    {
        string word = WordOf(result);
        if (int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value >= least && value <= most)
        {
            return value;
        }

        string range = most == int.MaxValue ? $"{least} or more" : $"from {least} to {most}";
        result.AddError($"{name} takes a whole number, {range}, not '{word}'");
        return least;
    }
}
