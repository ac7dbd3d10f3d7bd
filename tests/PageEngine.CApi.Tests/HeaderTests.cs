using System.Reflection;
using System.Runtime.InteropServices;

namespace PageEngine.CApi.Tests;

/// <summary>The header says what the library is, and nothing else.</summary>
public sealed class HeaderTests
{
    [Fact]
    public void Its_functions_are_those_that_the_library_exports()
    {
        if (!ProcessRun.Exists("nm"))
        {
            Assert.Skip("there is no nm");
        }

        ProcessRun run = ProcessRun.Of("nm", "-D", "--defined-only", PublishedLibrary.FileOrSkip).WasGood();
        IEnumerable<string> exports = run.Lines.Select(static line => line.Split(' ')[^1].Split('@')[0])
            .Where(static name => name.StartsWith("pe_", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.True(CHeader.Functions.Count > 30);
        Assert.Equal(CHeader.Functions, exports);
    }

    [Fact]
    public void Its_structs_lie_as_those_of_the_library_do()
    {
        PublishedLibrary.NeedCompiler();
        using TemporaryDirectory scratch = new();
        string source = scratch.File("layout.c");
        IEnumerable<string> prints = CHeader.Structs.SelectMany(static pair => pair.Value
            .Select(field => $"printf(\"{pair.Key} {field} %zu\\n\", offsetof({pair.Key}, {field}));")
            .Append($"printf(\"{pair.Key} = %zu\\n\", sizeof({pair.Key}));"));
        File.WriteAllText(source, $$"""
            #include "{{PublishedLibrary.Header}}"
            #include <stdio.h>
            int main(void) {
            {{string.Join('\n', prints)}}
            return 0;
            }

            """);
        ProcessRun.Of("gcc", "-Wall", "-Werror", source, "-o", scratch.File("layout")).WasGood();
        Assert.Equal(12, CHeader.Structs.Count);
        Assert.Equal(
            CHeader.Structs.SelectMany(pair => LinesOf(pair.Key, pair.Value)),
            ProcessRun.Of(scratch.File("layout")).WasGood().Lines);
    }

    [Fact]
    public void Its_statuses_stages_and_states_have_the_librarys_numbers()
    {
        (string Prefix, Type Type)[] enums =
        [
            ("PE_ERROR_", typeof(Status)), ("PE_STAGE_", typeof(Simulation.MigrationStage)),
            ("PE_MACHINE_", typeof(Simulation.VmState)), ("PE_POLICY_", typeof(Migration.StopPolicyKind)),
        ];
        foreach ((string prefix, Type type) in enums)
        {
            IEnumerable<string> mine = CHeader.Values
                .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(static pair => pair.Value)
                .Select(pair => $"{pair.Key[prefix.Length..].Replace("_", "", StringComparison.Ordinal)} {pair.Value}");
            IEnumerable<string> ours = Enum.GetNames(type).Where(static name => name != nameof(Status.Ok))
                .Select(name => $"{name.ToUpperInvariant()} {Enum.Format(type, Enum.Parse(type, name), "d")}");
            Assert.Equal(ours, mine);
        }

        Assert.Equal(
            Enum.GetValues<Simulation.StepReason>().Length,
            CHeader.Values.Keys.Count(static name => name.StartsWith("PE_STEP_", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("gcc", "-std=c99")]
    [InlineData("gcc", "-std=c17")]
    [InlineData("g++", "-std=c++11")]
    public void It_compiles_without_a_warning(string compiler, string standard)
    {
        if (!ProcessRun.Exists(compiler))
        {
            Assert.Skip($"there is no {compiler}");
        }

        using TemporaryDirectory scratch = new();
        string source = scratch.File(compiler == "g++" ? "header.cpp" : "header.c");
        File.WriteAllText(source, $"#include \"{PublishedLibrary.Header}\"\nint main() {{ return 0; }}\n");
        ProcessRun.Of(compiler, standard, "-Wall", "-Wextra", "-Werror", "-pedantic", "-fsyntax-only", source)
            .WasGood();
    }

    private static IEnumerable<string> LinesOf(string name, string[] fields)
    {
        string full = $"{typeof(PeStep).Namespace}.{CHeader.PascalOf(name)}";
        Type type = typeof(PeStep).Assembly.GetType(full, throwOnError: true)!;
        FieldInfo[] ours = type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic);
        Assert.Equal(fields.Select(CHeader.PascalOf), ours.Select(static field => field.Name));
        foreach (string field in fields)
        {
            yield return $"{name} {field} {Marshal.OffsetOf(type, CHeader.PascalOf(field))}";
        }

        yield return $"{name} = {Marshal.SizeOf(type)}";
    }
}
