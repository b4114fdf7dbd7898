// ImageKit's own client, at work on an account that holds nothing. Whatever it
// finds different from what its types promise ends the program with an error.
import assert from 'node:assert/strict'
import ImageKit, { toFile } from '@imagekit/nodejs'

const client = new ImageKit({ maxRetries: 0 }) // address and key come from the environment

async function upload(fileName, folder, tags) {
  const file = await toFile(Buffer.from(`bytes of ${fileName}`), fileName)
  return client.files.upload({ file, fileName, folder, tags, useUniqueFileName: false })
}

async function jobDone(jobId) {
  for (;;) {
    const job = await client.folders.job.get(jobId)
    if (job.status === 'Completed') return job
    assert.equal(job.status, 'Pending')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const paths = (assets) => assets.map((a) => a.filePath ?? a.folderPath).sort()

// upload and read back
const hero = await upload('hero.txt', '/shop', ['new'])
await upload('logo.txt', '/shop', ['brand'])
assert.equal(hero.filePath, '/shop/hero.txt')
assert.equal((await client.files.get(hero.fileId)).name, 'hero.txt')

// list and search
assert.deepEqual(paths(await client.assets.list({ path: '/shop' })), ['/shop/hero.txt', '/shop/logo.txt'])
assert.deepEqual(paths(await client.assets.list({ searchQuery: 'tags IN ["brand"] AND path : "/shop"' })), ['/shop/logo.txt'])
assert.deepEqual(paths(await client.assets.list({ type: 'folder' })), ['/shop'])

// attributes
await client.customMetadataFields.create({ name: 'brand', label: 'Brand', schema: { type: 'Text' } })
const updated = await client.files.update(hero.fileId, { description: 'A hero', customMetadata: { brand: 'Acme' } })
assert.equal(updated.description, 'A hero')
assert.equal(updated.customMetadata.brand, 'Acme')

// tags in bulk
await client.files.bulk.addTags({ fileIds: [hero.fileId], tags: ['summer'] })
await client.files.bulk.removeTags({ fileIds: [hero.fileId], tags: ['new'] })
assert.deepEqual((await client.files.get(hero.fileId)).tags, ['summer'])

// move and rename
await client.folders.create({ folderName: 'archive', parentFolderPath: '/' })
await client.files.move({ sourceFilePath: '/shop/logo.txt', destinationPath: '/archive' })
await client.files.rename({ filePath: '/archive/logo.txt', newFileName: 'old-logo.txt' })
assert.deepEqual(paths(await client.assets.list({ path: '/archive' })), ['/archive/old-logo.txt'])

// copy a folder and wait for its job
const { jobId } = await client.folders.copy({ sourceFolderPath: '/shop', destinationPath: '/archive' })
assert.equal((await jobDone(jobId)).type, 'COPY_FOLDER')
assert.deepEqual(paths(await client.assets.list({ path: '/archive/shop' })), ['/archive/shop/hero.txt'])

// a wrong id is the error its types promise
await assert.rejects(client.files.get('000000000000000000000000'), (e) => e instanceof ImageKit.NotFoundError)

console.log('ok')
