namespace PageEngine;

/// <content>Saving and restoring.</content>
public sealed partial class DirtyBitmap
{
    internal void Save(StateWriter writer) => _words.Save(writer);

    internal void Load(StateReader reader) => _words.Load(reader);

    internal void CopyFrom(DirtyBitmap other) => _words.CopyFrom(other._words);
}
