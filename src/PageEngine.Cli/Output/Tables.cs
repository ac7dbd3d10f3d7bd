using Spectre.Console;

namespace PageEngine.Cli;

/// <summary>Writes tables: ruled and coloured on a terminal, plain text elsewhere.</summary>
internal static class Tables
{
    // A pipe has no width; wide enough for long paths without folding.
    private const int PlainWidth = 240;

    internal static IAnsiConsole Open(TextWriter output)
    {
        AnsiConsoleOutput target = new(output);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = target,
            Ansi = target.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = target.IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (!target.IsTerminal)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }

    /// <summary>A table whose first column is text and whose others are numbers.</summary>
    internal static Table Make(params ReadOnlySpan<string> columns)
    {
        Table table = new() { Border = TableBorder.Simple };
        for (int i = 0; i < columns.Length; i++)
        {
            TableColumn column = new(Markup.Escape(columns[i]));
            table.AddColumn(i == 0 ? column : column.RightAligned().NoWrap());
        }

        return table;
    }

    /// <summary>Adds a row of plain text: nothing in it is taken for markup.</summary>
    internal static void AddPlainRow(this Table table, params ReadOnlySpan<string> cells)
    {
        Text[] row = new Text[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            row[i] = new Text(cells[i]);
        }

        table.AddRow(row);
    }

    /// <summary>Writes a table below a line that says what it shows.</summary>
    internal static void WriteTable(this IAnsiConsole console, string title, Table table)
    {
        console.WriteLine(title, new Style(decoration: Decoration.Bold));
        console.Write(table);
    }
}
