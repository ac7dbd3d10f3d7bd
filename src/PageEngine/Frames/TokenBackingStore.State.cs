namespace PageEngine;

/// <content>Saving and restoring: the tokens; their literals stand with the frames.</content>
internal sealed partial class TokenBackingStore
{
    private protected override void SaveContents(StateWriter writer) => _slots.Save(writer, FirstNeverUsed);

    private protected override void LoadContents(StateReader reader)
    {
        _slots.Load(reader, FirstNeverUsed);
        for (uint slot = 0; slot < FirstNeverUsed; slot++)
        {
            StateReader.Require(!IsFree(slot) || _slots.Tokens[slot] == 0, "a free slot holds a page");
        }
    }

    private protected override void CopyContents(BackingStore other) =>
        _slots.Tokens.CopyFrom(((TokenBackingStore)other)._slots.Tokens, FirstNeverUsed);
}
