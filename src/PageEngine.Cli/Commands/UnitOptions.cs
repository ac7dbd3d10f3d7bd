using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PageEngine.Simulation;

namespace PageEngine.Cli.Commands;

/// <summary>Options whose values have units: sizes, times, rates, parts of a whole.</summary>
internal static class UnitOptions
{
    /// <summary>A size such as <c>4 GiB</c>.</summary>
    internal static Option<ByteSize?> Size(string name, string description) =>
        Make<ByteSize?>(name, description, "SIZE", (string word, out ByteSize? value, out string reason) =>
        {
            bool good = UnitText.TryParse(word, out ByteSize size, out reason);
            value = size;
            return good;
        });

    /// <summary>A time such as <c>300 ms</c>.</summary>
    internal static Option<SimTime?> Time(string name, string description, bool allowsZero = true) =>
        Make<SimTime?>(name, description, "TIME", (string word, out SimTime? value, out string reason) =>
        {
            bool good = UnitText.TryParse(word, out SimTime time, out reason);
            value = time;
            if (good && time == SimTime.Zero && !allowsZero)
            {
                (good, reason) = (false, "must be above 0");
            }

            return good;
        });

    /// <summary>Times such as <c>10 s</c>, one for each time that the option is named; none is zero.</summary>
    internal static Option<SimTime[]> Times(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result =>
        {
            List<SimTime> times = [];
            foreach (Token token in result.Tokens)
            {
                bool good = UnitText.TryParse(token.Value, out SimTime time, out string reason);
                if (!good || time == SimTime.Zero)
                {
                    result.AddError($"{name} is '{token.Value}', but {(good ? "must be above 0" : reason)}");
                    return null;
                }

                times.Add(time);
            }

            return [.. times];
        },
    };

    /// <summary>Bytes a second, also written as bits: <c>32MiB/s</c>, <c>10 Gbps</c>.</summary>
    internal static Option<double?> Bandwidth(string name, string description) =>
        Make<double?>(name, description, "RATE", (string word, out double? value, out string reason) =>
        {
            bool good = UnitText.TryParseByteRate(word, out long bytesPerSecond, out reason);
            value = bytesPerSecond;
            if (good && bytesPerSecond == 0)
            {
                (good, reason) = (false, "must be above 0");
            }

            return good;
        });

    /// <summary>A part of a whole: <c>40%</c> or <c>0.4</c>.</summary>
    internal static Option<double?> Share(string name, string description) =>
        Make<double?>(name, description, "SHARE", (string word, out double? value, out string reason) =>
        {
            bool good = UnitText.TryParseShare(word, out double share, out reason)
                || double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share);
            value = share;
            if (good && share > 1)
            {
                (good, reason) = (false, "must be at most the whole, 100 %");
            }

            return good;
        });

    /// <summary>A number that is not below a least one, whole or not.</summary>
    internal static Option<double?> Number(string name, string description, double least) =>
        Make<double?>(name, description, "N", (string word, out double? value, out string reason) =>
        {
            const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
            bool good = double.TryParse(word, Plain, CultureInfo.InvariantCulture, out double number)
                && double.IsFinite(number) && number >= least;
            value = number;
            reason = string.Create(CultureInfo.InvariantCulture, $"must be a number, {least} or more");
            return good;
        });

    private delegate bool Parser<T>(string word, out T value, out string reason);

    private static Option<T> Make<T>(string name, string description, string helpName, Parser<T> parse) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Parse(result, name, parse),
    };

    private static T? Parse<T>(ArgumentResult result, string name, Parser<T> parse)
    {
        string word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (parse(word, out T value, out string reason))
        {
            return value;
        }

        result.AddError($"{name} is '{word}', but {reason}");
        return default;
    }
}
