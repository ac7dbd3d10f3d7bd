using System.Text;
using PageEngine.Simulation.Tests.WorkloadTests;
using PageEngine.TestSupport;

namespace PageEngine.Simulation.Tests;

/// <summary>Whatever a text is, it is read or refused with reasons.</summary>
public sealed class ScenarioFuzzTests
{
    private const int Rounds = 400;

    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "null", "true", "-1", "1e999", "0.5", "99999999999999999999", "\"4 GiB\"", "\"\"",
            "\"30 ms\"", "\"65 %\"", "\\", "\\u0000", "\\ud800", "//", "/*", "\"kind\"", "\"template\"", "\"count\"", "\"memory\"",
            "\"name\"", "\"preset\"", "\"nvme\"", "\"do\"", "\"dump\": \"x\"", "\"path\": \"x\"", "\"*\"", "\0",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC0, 0x80], [0xEF, 0xBB, 0xBF],
    ];

    public static TheoryData<string, ulong> Texts
    {
        get
        {
            TheoryData<string, ulong> data = [];
            foreach (string file in Directory.EnumerateFiles(Repository.PathOf("scenarios"), "*.json").Order(StringComparer.Ordinal))
            {
                data.Add(Path.GetFileName(file), 1);
                data.Add(Path.GetFileName(file), 2);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_scenario_that_was_damaged_is_read_or_refused(string file, ulong seed)
    {
        byte[] text = File.ReadAllBytes(Repository.PathOf("scenarios/" + file));
        Dice dice = new(seed);
        for (int round = 0; round < Rounds; round++)
        {
            List<byte> damaged = [.. text];
            for (int i = 0; i <= dice.Below(4); i++)
            {
                Damage(damaged, dice);
            }

            ScenarioReading reading = ScenarioReader.Read([.. damaged], "fuzz");
            Assert.True(reading.Scenario is null == reading.Errors.Count > 0, $"{file}, seed {seed}, round {round}");
            Assert.All(reading.Errors, error => Assert.True(
                error is { Line: > 0, Column: > 0, Reason.Length: > 0 }, $"{file}, seed {seed}, round {round}: {error}"));
        }
    }

    private static void Damage(List<byte> text, Dice dice)
    {
        int place = dice.Below(text.Count);
        int length = Math.Min(1 + dice.Below(dice.Flag() ? 4 : 200), text.Count - place);
        switch (dice.Below(5))
        {
            case 0:
                text.RemoveRange(place, Math.Min(length, text.Count - 1));
                break;
            case 1:
                text.InsertRange(place, dice.Pick(Pieces));
                break;
            case 2:
                text.InsertRange(dice.Below(text.Count), text.GetRange(place, length));
                break;
            case 3:
                text[place] = (byte)dice.Below(256);
                break;
            default:
                ReplaceWord(text, place, dice);
                break;
        }
    }

    /// <summary>Puts a piece in the place of a number or a text, so that the whole stays JSON more often.</summary>
    private static void ReplaceWord(List<byte> text, int place, Dice dice)
    {
        int begin = text.FindIndex(place, static letter => letter == (byte)'"');
        int end = begin < 0 ? -1 : text.FindIndex(begin + 1, static letter => letter == (byte)'"');
        if (end > 0)
        {
            text.RemoveRange(begin, end - begin + 1);
            text.InsertRange(begin, dice.Pick(Pieces));
        }
    }
}
