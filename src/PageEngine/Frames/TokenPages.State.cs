namespace PageEngine;

/// <content>Saving and restoring; the literals come before.</content>
internal sealed partial class TokenPages
{
    internal void Save(StateWriter writer, ulong end) => writer.WriteWords(Tokens, end);

    internal void Load(StateReader reader, ulong end)
    {
        reader.ReadWords(Tokens, end);
        for (ulong page = 0; page < end; page++)
        {
            if (LiteralPages.IsLiteral(Tokens[page]))
            {
                StateReader.Require(Literals.TryClaim(Tokens[page]), "a page is a literal that is not in the table");
            }
        }
    }
}
