using System.Globalization;

namespace PageEngine.Benchmarks.Table;

/// <summary>What the table command was asked for.</summary>
internal sealed record TableOptions
{
    internal ByteSize Size { get; private init; } = ByteSize.FromGiB(1);

    internal int Runs { get; private init; } = 5;

    internal string PeerDirectory { get; private init; } = Path.Combine("bench", "peers", "bin");

    internal string ToolPath { get; private init; } =
        Path.Combine("src", "PageEngine.Cli", "bin", "Release", "net10.0", "pageengine");

    internal string? DataDirectory { get; private init; }

    internal string Only { get; private init; } = "";

    internal bool Json { get; private init; }

    internal static TableOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new TableOptions();
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i];
            if (name == "--json")
            {
                options = options with { Json = true };
                continue;
            }

            string value = ++i < arguments.Length ? arguments[i] : throw new BadUsageException($"{name} wants a value");
            options = name switch
            {
                "--size" => options with { Size = ParseSize(value) },
                "--runs" => options with { Runs = ParseCount(name, value) },
                "--peers" => options with { PeerDirectory = value },
                "--tool" => options with { ToolPath = value },
                "--directory" => options with { DataDirectory = value },
                "--only" => options with { Only = value },
                _ => throw new BadUsageException($"unknown option {name}"),
            };
        }

        return options;
    }

    private static int ParseCount(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is > 0 and <= 1000
            ? count
            : throw new BadUsageException($"{name} wants a number from 1 to 1000, not '{text}'");

    /// <summary>Reads sizes from 1 MiB to 64 GiB, in the units that <see cref="ByteSize"/> writes.</summary>
    internal static ByteSize ParseSize(string text)
    {
        (string Unit, Func<ulong, ByteSize> Make)[] units = [("MiB", ByteSize.FromMiB), ("GiB", ByteSize.FromGiB)];
        foreach ((string unit, Func<ulong, ByteSize> make) in units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && ulong.TryParse(text[..^unit.Length].TrimEnd(), CultureInfo.InvariantCulture, out ulong count)
                && count is > 0 and <= 65536
                && make(count) <= ByteSize.FromGiB(64))
            {
                return make(count);
            }
        }

        throw new BadUsageException($"--size wants 1MiB to 64GiB, not '{text}'");
    }
}
