namespace PageEngine;

/// <content>Saving and restoring: the pages of used slots, in the order of the slots.</content>
internal sealed partial class ByteBackingStore
{
    private protected override void SaveContents(StateWriter writer)
    {
        for (uint slot = 0; slot < FirstNeverUsed; slot++)
        {
            if (!IsFree(slot))
            {
                writer.WritePage(Bytes(slot));
            }
        }
    }

    private protected override void LoadContents(StateReader reader)
    {
        for (uint slot = 0; slot < FirstNeverUsed; slot++)
        {
            if (!IsFree(slot))
            {
                reader.ReadPage(Bytes(slot));
            }
        }
    }

    private protected override void CopyContents(BackingStore other)
    {
        ByteBackingStore slots = (ByteBackingStore)other;
        for (uint slot = 0; slot < FirstNeverUsed; slot++)
        {
            if (!IsFree(slot) && !PageContent.IsZero(slots.Bytes(slot)))
            {
                slots.Bytes(slot).CopyTo(Bytes(slot));
            }
        }
    }
}
